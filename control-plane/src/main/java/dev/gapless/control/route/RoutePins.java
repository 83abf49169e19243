package dev.gapless.control.route;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.workspace.WorkspaceChanges;
import dev.gapless.protocol.api.PinRoute;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelState;
import dev.gapless.schema.global.ChannelRoute;
import dev.gapless.schema.global.ChannelRouteTable;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Pins channels to a class for a while, and lets them go. The row that watches over the channel is written first, and says whether
/// the channel has been given the class: what a crash left half done the [RouteKeeper] completes. Any thread.
final class RoutePins {
    static final Duration LONGEST = Duration.ofDays(30);
    private static final int WHY_MAX = 200;

    private final Shards shards;
    private final Acts acts;
    private final RouteBook book;
    private final ClassSwitch classes;
    private final Clock clock;

    RoutePins(Shards shards, Acts acts, RouteBook book, ClassSwitch classes, Clock clock) {
        this.shards = shards;
        this.acts = acts;
        this.book = book;
        this.classes = classes;
        this.clock = clock;
    }

    /// @throws GaplessException `invalid-field`, `channel-archived`, `limit-reached`
    AdminAnswer pin(Write write, ChannelRow channel, PinRoute wanted) {
        Optional<AdminAnswer> answered = acts.answered(write, channel.key().workspace());
        if (answered.isPresent()) {
            return answered.get();
        }
        WorkspaceChanges.requireVersion(write, channel.version());
        ChannelClass pinned = pinnable(wanted.channelClass());
        Instant now = Instant.ofEpochMilli(clock.millis());
        Instant until = until(wanted, now);
        requireOrdinary(channel);
        Optional<ChannelRoute> before = book.find(channel.key());
        requireRoom(before);
        ChannelRoute route = new ChannelRoute(
                channel.key(),
                before.map(ChannelRoute::base).orElse(channel.head().channelClass()),
                pinned,
                now,
                why(write.terms().reason()),
                false,
                Optional.of(new ChannelRoute.Pin(until, write.actor().text())));
        return carryOut(write, channel, before, Optional.of(route));
    }

    /// Gives the channel back to heat; does nothing if it is not pinned.
    AdminAnswer unpin(Write write, ChannelRow channel) {
        Optional<AdminAnswer> answered = acts.answered(write, channel.key().workspace());
        if (answered.isPresent()) {
            return answered.get();
        }
        WorkspaceChanges.requireVersion(write, channel.version());
        Optional<ChannelRoute> before = book.find(channel.key());
        if (before.flatMap(ChannelRoute::pin).isEmpty()) {
            return acts.run(write, channel.key().workspace(), channel.key().channel().text(),
                    (handle, now) -> Done.unchanged(AdminAnswer.ok(book.view(channel, before))));
        }
        return carryOut(write, channel, before, Optional.empty());
    }

    private AdminAnswer carryOut(
            Write write, ChannelRow channel, Optional<ChannelRoute> before, Optional<ChannelRoute> after) {
        Object old = book.view(channel, before);
        Object fresh = after.<Object>map(route -> book.view(channel, after)).orElse("");
        String target = channel.key().channel().text();
        if (write.terms().dryRun()) {
            return AdminAnswer.ok(after.isPresent() ? fresh : released(channel, before));
        }
        acts.begun(write, channel.key().workspace(), target, new Done.Change(old, fresh));
        if (after.isPresent()) {
            put(after.get());
            classes.to(channel, after.get().wanted(), write.actor(), write.terms().reason());
            put(after.get().done());
        } else {
            release(channel, before.orElseThrow(), write);
        }
        ChannelRow now = classes.find(channel.key()).orElse(channel);
        Object answer = book.view(now, after);
        return acts.run(write, channel.key().workspace(), target,
                (handle, at) -> Done.changed(AdminAnswer.ok(answer), old, answer));
    }

    private void release(ChannelRow channel, ChannelRoute route, Write write) {
        if (channel.head().channelClass() == route.wanted()) {
            classes.to(channel, route.base(), write.actor(), "unpinned: " + write.terms().reason());
        }
        shards.global().transact("route.delete", handle -> {
            ChannelRouteTable.delete(handle, channel.key());
            return route;
        });
    }

    private Object released(ChannelRow channel, Optional<ChannelRoute> before) {
        return before.<Object>map(route -> book.view(channel, Optional.empty())).orElse("");
    }

    private void put(ChannelRoute route) {
        shards.global().transact("route.put", handle -> {
            ChannelRouteTable.put(handle, route);
            return route;
        });
    }

    private void requireRoom(Optional<ChannelRoute> before) {
        if (before.isEmpty()
                && shards.global().read("route.list", ChannelRouteTable::list).size() >= ChannelRouteTable.MAX) {
            throw new GaplessException(
                    ErrorCode.LIMIT_REACHED,
                    "routes: " + ChannelRouteTable.MAX + " are watched over (expected: fewer; unpin some)");
        }
    }

    private static void requireOrdinary(ChannelRow channel) {
        if (channel.head().state() != ChannelState.ACTIVE) {
            throw new GaplessException(
                    ErrorCode.CHANNEL_ARCHIVED,
                    "channel: " + channel.key().channel().text() + " (expected: one that is not archived)");
        }
        if (channel.head().channelClass() == ChannelClass.ANNOUNCEMENT) {
            throw new GaplessException(
                    ErrorCode.WRONG_STATE,
                    "channel: of class announcement, which says who posts (expected: normal, large or hot)");
        }
    }

    private static ChannelClass pinnable(String text) {
        return ChannelClass.find(text)
                .filter(found -> found != ChannelClass.ANNOUNCEMENT)
                .orElseThrow(() -> GaplessException.invalidField("channel_class", text, "normal, large or hot"));
    }

    private static Instant until(PinRoute wanted, Instant now) {
        if (wanted.forMs().isPresent() == wanted.untilMs().isPresent()) {
            throw GaplessException.invalidField(
                    "for_ms", wanted.forMs().isPresent() ? "with until_ms" : "missing", "either for_ms or until_ms");
        }
        if (wanted.forMs().isPresent()) {
            long length = wanted.forMs().get();
            if (length < 1 || length > LONGEST.toMillis()) {
                throw GaplessException.invalidField("for_ms", Long.toString(length), "1 to " + LONGEST.toMillis());
            }
            return now.plusMillis(length);
        }
        long until = wanted.untilMs().orElseThrow();
        if (until <= now.toEpochMilli() || until > now.plus(LONGEST).toEpochMilli()) {
            throw GaplessException.invalidField(
                    "until_ms", Long.toString(until),
                    "later than " + now.toEpochMilli() + ", by " + LONGEST.toMillis() + " at most");
        }
        return Instant.ofEpochMilli(until);
    }

    private static String why(String reason) {
        return reason.length() > WHY_MAX ? reason.substring(0, WHY_MAX) : reason;
    }
}
