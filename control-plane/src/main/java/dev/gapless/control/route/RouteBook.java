package dev.gapless.control.route;

import dev.gapless.control.fleet.ChannelNames;
import dev.gapless.control.fleet.HeatSource;
import dev.gapless.protocol.api.ChannelLoad;
import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.api.RouteExplanation;
import dev.gapless.protocol.api.RouteList;
import dev.gapless.protocol.api.RouteView;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.global.ChannelRoute;
import dev.gapless.schema.global.ChannelRouteTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads how channels are routed, and why. Any thread.
public final class RouteBook {
    /// A hot channel writes to each reader at most so often; see the gateways' `ChannelTail`.
    private static final double HOT_FRAMES_PER_S = 20;

    private final Shards shards;
    private final HeatSource heat;
    private final RouteConfig config;
    private final ChannelNames names;

    public RouteBook(Shards shards, HeatSource heat, RouteConfig config, Clock clock) {
        this.shards = shards;
        this.names = new ChannelNames(shards, clock);
        this.heat = heat;
        this.config = config;
    }

    /// All channels that are watched over, but those of workspaces that are being removed.
    RouteList list() {
        List<ChannelRoute> routes = shards.global().read("route.list", ChannelRouteTable::list);
        Map<WorkspaceId, Optional<String>> slugs = new HashMap<>();
        return new RouteList(routes.stream()
                .flatMap(route -> slugs
                        .computeIfAbsent(route.channel().workspace(), id -> lookUp(id).map(WorkspaceRow::slug))
                        .map(slug -> view(slug, names.of(route.channel()), route))
                        .stream())
                .toList());
    }

    /// How one is routed.
    RouteView view(ChannelRow channel) {
        return view(channel, find(channel.key()));
    }

    RouteView view(ChannelRow channel, Optional<ChannelRoute> route) {
        String slug = workspace(channel.key().workspace()).slug();
        String now = channel.head().channelClass().text();
        return route.map(found -> view(slug, channel.name(), found))
                .orElseGet(() -> new RouteView(
                        slug, channel.key().channel(), channel.name(), now, now, "set",
                        channel.createdAt().toEpochMilli(),
                        "nobody watches over it: the class that it was given, and below the thresholds of heat",
                        Optional.empty(), Optional.empty()));
    }

    private static RouteView view(String slug, Optional<String> name, ChannelRoute route) {
        return new RouteView(
                slug, route.channel().channel(), name, route.wanted().text(), route.base().text(),
                route.pin().isPresent() ? "pin" : "heat", route.since().toEpochMilli(), route.why(),
                route.pin().map(pin -> pin.until().toEpochMilli()), route.pin().map(ChannelRoute.Pin::actor));
    }

    Optional<ChannelRoute> find(ChannelKey channel) {
        return shards.global().read("route.find", handle -> ChannelRouteTable.find(handle, channel));
    }

    /// Why one is what it is, who pays, and what it would cost otherwise.
    RouteExplanation explain(ChannelRow channel) {
        WorkspaceRow workspace = workspace(channel.key().workspace());
        Optional<HeatView> view = heat.look();
        Optional<HeatView.Channel> load = view.stream()
                .flatMap(hot -> hot.channels().stream())
                .filter(busy -> new ChannelKey(busy.workspace(), busy.channel()).equals(channel.key()))
                .findFirst();
        double tenant = view.stream()
                .flatMap(hot -> hot.tenants().stream())
                .filter(busy -> busy.workspace().equals(channel.key().workspace()))
                .mapToDouble(HeatView.Tenant::sendsPerS)
                .sum();
        Optional<Long> share = load.filter(busy -> tenant > 0)
                .map(busy -> Math.round(Math.min(1, busy.sendsPerS() / tenant) * 100));
        return new RouteExplanation(
                view(channel),
                new RouteExplanation.Rules(
                        config.promoteSends(), config.promoteDeliveries(), config.promoteAfter().toMillis(),
                        config.demotePercent(), config.demoteAfter().toMillis()),
                load.map(busy -> new ChannelLoad(
                        workspace.slug(), busy.channel(), channel.name(), busy.channelClass(), busy.sendsPerS(),
                        busy.deliveriesPerS(),
                        busy.readers(), busy.gateways())),
                new RouteExplanation.Payer(
                        workspace.slug(), workspace.plan(), shards.forChannel(channel.key()).name().value(), share),
                List.of(ChannelClass.NORMAL, ChannelClass.LARGE, ChannelClass.HOT).stream()
                        .map(each -> cost(each, channel, load))
                        .toList());
    }

    /// What a class does differently: a normal channel has its members' inboxes written, and a hot one gathers what it writes to
    /// readers.
    private static RouteExplanation.Cost cost(
            ChannelClass channelClass, ChannelRow channel, Optional<HeatView.Channel> load) {
        double sends = load.map(HeatView.Channel::sendsPerS).orElse(0.0);
        double deliveries = load.map(HeatView.Channel::deliveriesPerS).orElse(0.0);
        long readers = load.map(HeatView.Channel::readers).orElse(0L);
        return new RouteExplanation.Cost(
                channelClass.text(),
                channelClass == channel.head().channelClass(),
                channelClass == ChannelClass.NORMAL ? tenths(sends * channel.memberCount()) : 0,
                channelClass == ChannelClass.HOT
                        ? tenths(Math.min(deliveries, readers * HOT_FRAMES_PER_S))
                        : tenths(deliveries));
    }

    WorkspaceRow workspace(WorkspaceId workspace) {
        return lookUp(workspace)
                .orElseThrow(() -> new IllegalStateException("workspace " + workspace + ": no row (expected: one)"));
    }

    private Optional<WorkspaceRow> lookUp(WorkspaceId workspace) {
        return shards.forWorkspace(workspace)
                .read("workspace.find", handle -> WorkspaceTable.find(handle, workspace));
    }

    /// For people, why heat made a channel hot.
    static String why(HeatView.Channel channel, RouteConfig config) {
        return String.format(
                Locale.ROOT, "%.1f sends/s (threshold %d), %.1f deliveries/s to %d readers (threshold %d), for %d s",
                channel.sendsPerS(), config.promoteSends(), channel.deliveriesPerS(), channel.readers(),
                config.promoteDeliveries(), config.promoteAfter().toSeconds());
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
