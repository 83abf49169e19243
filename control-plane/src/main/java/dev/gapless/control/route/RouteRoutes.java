package dev.gapless.control.route;

import dev.gapless.control.act.Acts;
import dev.gapless.control.channel.ChannelChanges;
import dev.gapless.control.channel.Channels;
import dev.gapless.control.fleet.HeatSource;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.protocol.api.PinRoute;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/// Fan-out classes of channels in the admin API. Any thread.
public final class RouteRoutes {
    private static final String ROUTE = "/admin/v1/workspaces/{workspace}/channels/{channel}/route";

    private final Channels channels;
    private final RouteBook book;
    private final RoutePins pins;
    private final Shards shards;
    private final HeatSource heat;
    private final ClassSwitch classes;
    private final RouteConfig config;
    private final Clock clock;

    /// What this works with.
    ///
    /// @param heat who knows what is hot
    public record Parts(
            Shards shards, Acts acts, Channels channels, ChannelChanges changes, HeatSource heat, IdGenerator ids,
            Clock clock) {}

    public RouteRoutes(Parts parts, RouteConfig config) {
        this.shards = parts.shards();
        this.heat = parts.heat();
        this.channels = parts.channels();
        this.config = config;
        this.clock = parts.clock();
        this.book = new RouteBook(shards, heat, config, clock);
        this.classes = new ClassSwitch(shards, parts.changes(), parts.ids());
        this.pins = new RoutePins(shards, parts.acts(), book, classes, clock);
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get("/admin/v1/routes", Guard.OPERATOR, Set.of(), request -> AdminAnswer.ok(book.list())),
                AdminRoute.get(
                        ROUTE, Guard.ADMIN, Set.of(),
                        request -> AdminAnswer.ok(book.view(channels.find(request)))),
                AdminRoute.get(
                        ROUTE + "/explanation", Guard.OPERATOR, Set.of(),
                        request -> AdminAnswer.ok(book.explain(channels.find(request)))),
                AdminRoute.write(
                        "PUT", ROUTE, Guard.OPERATOR, "route.pin",
                        request -> pins.pin(request.write(), channels.find(request), request.body(PinRoute.class)))
                        .reasoned(),
                AdminRoute.write("DELETE", ROUTE, Guard.OPERATOR, "route.unpin", request -> {
                    request.noBody();
                    return pins.unpin(request.write(), channels.find(request));
                }));
    }

    /// Starts what changes classes by heat and ends pins.
    ///
    /// @param holder name of this process
    public RouteKeeper keeper(String holder) {
        return new RouteKeeper(shards, heat, classes, config, clock, holder);
    }
}
