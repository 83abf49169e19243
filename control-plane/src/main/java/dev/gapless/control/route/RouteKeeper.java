package dev.gapless.control.route;

import dev.gapless.control.act.Actor;
import dev.gapless.control.fleet.HeatSource;
import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelState;
import dev.gapless.schema.global.ChannelRoute;
import dev.gapless.schema.global.ChannelRouteTable;
import dev.gapless.schema.global.Lease;
import dev.gapless.schema.global.LeaseTable;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes classes by heat, ends pins whose time is over, and completes what a crash left half done. One control plane does it at a
/// time, by a lease; another goes on within [#LEASE]. Runs on one thread of its own; nothing waits for it.
public final class RouteKeeper implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(RouteKeeper.class);
    private static final String LEASE_NAME = "route-keeper";
    /// Changes of class in one look; more have their turn in the next.
    private static final int CHANGES = 50;
    /// A row whose class was not given after so long was left by a crash.
    private static final Duration HALF_DONE = Duration.ofSeconds(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Shards shards;
    private final HeatSource heat;
    private final ClassSwitch classes;
    private final RouteConfig config;
    private final Clock clock;
    private final String holder;
    private final Temperature temperature;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    // Touched by the own thread only.
    private Optional<Lease> lease = Optional.empty();
    private boolean failing;

    /// @param holder name of this process
    RouteKeeper(
            Shards shards, HeatSource heat, ClassSwitch classes, RouteConfig config, Clock clock, String holder) {
        this.shards = shards;
        this.heat = heat;
        this.classes = classes;
        this.config = config;
        this.clock = clock;
        this.holder = holder;
        this.temperature = new Temperature(config);
        this.thread = Thread.ofVirtual().name("route-keeper").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(config.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    if (mine()) {
                        look();
                    } else {
                        temperature.unknown();
                    }
                    failing = false;
                } catch (RuntimeException e) {
                    failed(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(RuntimeException failure) {
        temperature.unknown();
        if (!failing) {
            log.warn("Classes of channels are not looked after, trying on cause={}", failure.toString());
        }
        failing = true;
    }

    private boolean mine() {
        Instant now = clock.instant();
        lease = shards.global().transact("route.lease", handle -> lease
                .flatMap(held -> LeaseTable.renew(handle, held, now, LEASE))
                .or(() -> LeaseTable.acquire(handle, LEASE_NAME, holder, now, LEASE)));
        return lease.isPresent();
    }

    private void look() {
        Instant now = clock.instant();
        List<ChannelRoute> routes = shards.global().read("route.list", ChannelRouteTable::list);
        routes.stream()
                .filter(route -> !route.applied() && route.since().plus(HALF_DONE).isBefore(now))
                .limit(CHANGES)
                .forEach(this::complete);
        routes.stream()
                .filter(route -> route.pin().filter(pin -> !now.isBefore(pin.until())).isPresent())
                .limit(CHANGES)
                .forEach(route -> release(route, "the pin's time is over"));
        if (config.enabled()) {
            heat.look().ifPresentOrElse(view -> follow(view, routes, now), temperature::unknown);
        }
    }

    private void follow(HeatView view, List<ChannelRoute> routes, Instant now) {
        Map<ChannelKey, ChannelRoute> byHeat = routes.stream()
                .filter(route -> route.pin().isEmpty())
                .collect(Collectors.toMap(ChannelRoute::channel, Function.identity()));
        Set<ChannelKey> pinned = routes.stream()
                .filter(route -> route.pin().isPresent())
                .map(ChannelRoute::channel)
                .collect(Collectors.toSet());
        Temperature.Decisions decisions = temperature.look(view, byHeat.keySet(), pinned, now);
        if (routes.size() < ChannelRouteTable.MAX) {
            decisions.promote().stream().limit(CHANGES).forEach(channel -> promote(channel, now));
        }
        decisions.demote().stream().limit(CHANGES).forEach(key -> Optional.ofNullable(byHeat.get(key))
                .ifPresent(route -> release(
                        route, "below " + config.demotePercent() + " % of the thresholds for "
                                + config.demoteAfter().toSeconds() + " s")));
    }

    private void promote(HeatView.Channel busy, Instant now) {
        ChannelKey key = new ChannelKey(busy.workspace(), busy.channel());
        Optional<ChannelRow> channel = classes.find(key).filter(RouteKeeper::mayBeHot);
        if (channel.isEmpty()) {
            return;
        }
        String why = RouteBook.why(busy, config);
        ChannelRoute route = new ChannelRoute(
                key, channel.get().head().channelClass(), ChannelClass.HOT, Instant.ofEpochMilli(now.toEpochMilli()),
                why, false, Optional.empty());
        put(route);
        classes.to(channel.get(), ChannelClass.HOT, new Actor.Heat(), why);
        put(route.done());
        log.info("Channel is hot channel={} why=\"{}\"", key, why);
    }

    private static boolean mayBeHot(ChannelRow channel) {
        ChannelClass now = channel.head().channelClass();
        ChannelKind kind = channel.head().kind();
        return (kind == ChannelKind.PUBLIC || kind == ChannelKind.PRIVATE)
                && channel.head().state() == ChannelState.ACTIVE
                && (now == ChannelClass.NORMAL || now == ChannelClass.LARGE);
    }

    /// Gives the class that the row says; a channel that is gone or archived has its row taken away.
    private void complete(ChannelRoute route) {
        Optional<ChannelRow> channel =
                classes.find(route.channel()).filter(found -> found.head().state() == ChannelState.ACTIVE);
        if (channel.isEmpty()) {
            delete(route);
            return;
        }
        classes.to(channel.get(), route.wanted(), new Actor.Heat(), route.why());
        put(route.done());
    }

    /// Gives the class back that the channel had, unless somebody has given it another one meanwhile.
    private void release(ChannelRoute route, String why) {
        classes.find(route.channel())
                .filter(found -> found.head().state() == ChannelState.ACTIVE
                        && found.head().channelClass() == route.wanted())
                .ifPresent(found -> classes.to(found, route.base(), new Actor.Heat(), why));
        delete(route);
        log.info("Channel is as it was channel={} class={} why=\"{}\"", route.channel(), route.base().text(), why);
    }

    private void put(ChannelRoute route) {
        shards.global().transact("route.put", handle -> {
            ChannelRouteTable.put(handle, route);
            return route;
        });
    }

    private void delete(ChannelRoute route) {
        shards.global().transact("route.delete", handle -> {
            ChannelRouteTable.delete(handle, route.channel());
            return route;
        });
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
