package dev.gapless.control.fleet;

import dev.gapless.control.act.Acts;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.protocol.api.DrainGateway;
import dev.gapless.protocol.api.Placement;
import dev.gapless.protocol.api.ShardList;
import dev.gapless.protocol.api.ShardPlan;
import dev.gapless.protocol.api.ShardView;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.keyspace.KeyRange;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/// Shards, the place of a workspace, gateways, the broker and how they are all doing, in the admin API. Any thread; asks each part once,
/// for a bounded time.
public final class FleetRoutes implements AutoCloseable {
    private static final int THOUSAND = 1_000;

    private static final Comparator<KeyRange> KEY_ORDER =
            (one, other) -> Long.compareUnsigned(one.start(), other.start());

    private final Shards shards;
    private final Slugs slugs;
    private final GatewayProbe probe;
    private final ShardProbe shardProbe;
    private final Gateways gateways;
    private final GatewayDrains drains;
    private final FleetLoad load;
    private final LagReader lag;

    /// @param heat who knows what is hot
    /// @param nanoTime elapsed time
    /// @param places whom to ask besides
    public FleetRoutes(Shards shards, Acts acts, HeatSource heat, Clock clock, LongSupplier nanoTime,
            Places places) {
        this.shards = shards;
        this.slugs = new Slugs(shards);
        this.probe = new GatewayProbe(nanoTime, places.authority());
        this.shardProbe = new ShardProbe(nanoTime);
        this.gateways = new Gateways(shards, probe, clock);
        this.drains = new GatewayDrains(shards, acts, gateways, clock);
        this.load = new FleetLoad(shards, gateways, probe, heat, clock, nanoTime);
        this.lag = new LagReader(places.bootstrap(), places.kafkaClient(), clock, nanoTime);
    }

    /// Whom to ask besides the databases.
    ///
    /// @param authority who vouches for gateways with an `https` address; empty for those the JDK knows
    /// @param bootstrap Kafka addresses
    /// @param kafkaClient further properties of every Kafka client, such as for TLS
    public record Places(Optional<Path> authority, String bootstrap, Map<String, String> kafkaClient) {
        public Places {
            kafkaClient = Map.copyOf(kafkaClient);
        }

        /// What is in `kafkaClient` stays out of messages.
        @Override
        public String toString() {
            return "Places[" + bootstrap + "]";
        }
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get("/admin/v1/shards", Guard.OPERATOR, Set.of(), request -> AdminAnswer.ok(shards())),
                AdminRoute.get(
                        "/admin/v1/workspaces/{workspace}/placement", Guard.OPERATOR, Set.of(),
                        request -> AdminAnswer.ok(placement(request.workspace()))),
                AdminRoute.get(
                        "/admin/v1/workspaces/{workspace}/shard-plan", Guard.OPERATOR, Set.of(),
                        request -> AdminAnswer.ok(plan(request.workspace()))),
                AdminRoute.get(
                        "/admin/v1/gateways", Guard.OPERATOR, Set.of(), request -> AdminAnswer.ok(gateways.list())),
                AdminRoute.write(
                        "POST", "/admin/v1/gateways/{gateway}/drain", Guard.OPERATOR, "gateway.drain",
                        request -> drains.drain(
                                request.write(), request.path("gateway"), request.bodyOrEmpty(DrainGateway.class)))
                        .reasoned(),
                AdminRoute.write(
                        "DELETE", "/admin/v1/gateways/{gateway}/drain", Guard.OPERATOR, "gateway.undrain",
                        request -> {
                            request.noBody();
                            return drains.undrain(request.write(), request.path("gateway"));
                        }),
                AdminRoute.get("/admin/v1/top", Guard.OPERATOR, Set.of(), request -> AdminAnswer.ok(load.look())),
                AdminRoute.get("/admin/v1/broker/lag", Guard.OPERATOR, Set.of(),
                        request -> AdminAnswer.ok(lag.look())));
    }

    private ShardList shards() {
        Map<Shard, Long> answers = shardProbe.look(shards.all());
        return new ShardList(shards.all().stream()
                .map(shard -> new ShardView(
                        shard.name().value(), share(shard.range()), answers.containsKey(shard),
                        Optional.ofNullable(answers.get(shard))))
                .toList());
    }

    private Placement placement(WorkspaceId workspace) {
        return new Placement(
                workspace,
                KeyspaceRouter.rangeOf(workspace).toString(),
                shards.forWorkspace(workspace).name().value(),
                shards.touching(workspace).stream().map(shard -> shard.name().value()).toList());
    }

    private ShardPlan plan(WorkspaceId workspace) {
        return ShardPlanner.plan(
                slugs.of(workspace), KeyspaceRouter.rangeOf(workspace),
                shards.touching(workspace).stream().map(Shard::range).sorted(KEY_ORDER).toList());
    }

    /// In thousandths of all keyspace ids; the first 32 bits are enough for that.
    static long share(KeyRange range) {
        long end = range.end() == 0 ? 1L << 32 : range.end() >>> 32;
        return ((end - (range.start() >>> 32)) * THOUSAND) >>> 32;
    }

    @Override
    public void close() {
        lag.close();
        probe.close();
    }
}
