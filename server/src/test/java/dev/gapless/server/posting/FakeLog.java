package dev.gapless.server.posting;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.shard.Failure;
import dev.gapless.schema.shard.ShardException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// A shard's log in memory, which fails as it is told: all or nothing, as the real one.
final class FakeLog implements BatchLog {
    static final String POISON = "poison";

    final Map<ChannelKey, List<Event>> events = new HashMap<>();
    final List<Integer> batchSizes = new ArrayList<>();
    private final Map<Keyed, Event> byKey = new HashMap<>();
    private Supplier<Mood> moods = () -> Mood.FINE;
    private long outboxId;

    /// How the next transaction goes.
    enum Mood {
        FINE,
        /// Refused before anything was done.
        REFUSED,
        /// Committed, but the answer is lost.
        COMMITTED_UNTOLD,
        /// Not committed, and nobody can tell.
        LOST
    }

    private record Keyed(ChannelKey channel, IdempotencyKey key) {}

    FakeLog mood(Supplier<Mood> next) {
        moods = next;
        return this;
    }

    @Override
    public Committed append(Consumer<Handle> before, List<Append> batch) {
        Mood mood = moods.get();
        batchSizes.add(batch.size());
        if (mood == Mood.REFUSED) {
            throw failure(ShardException.Outcome.NOT_DONE, Failure.NOT_CONNECTED);
        }
        if (mood == Mood.LOST) {
            throw failure(ShardException.Outcome.UNKNOWN, Failure.CONNECTION_LOST);
        }
        for (Append append : batch) {
            if (append.body() instanceof EventBody.MessagePosted posted && posted.text().equals(POISON)) {
                throw failure(ShardException.Outcome.NOT_DONE, Failure.OTHER);
            }
        }
        List<AppendResult> results = batch.stream().map(this::one).toList();
        if (mood == Mood.COMMITTED_UNTOLD) {
            throw failure(ShardException.Outcome.UNKNOWN, Failure.CONNECTION_LOST);
        }
        return new Committed(++outboxId, results);
    }

    private AppendResult one(Append append) {
        Keyed keyed = new Keyed(append.channel(), append.key().orElseThrow());
        Event earlier = byKey.get(keyed);
        if (earlier != null) {
            return earlier.body().equals(append.body())
                    ? new AppendResult.Duplicate(
                            earlier.seq().value(), earlier.ordinal().value(), earlier.at())
                    : new AppendResult.KeyReused(earlier.seq().value());
        }
        List<Event> log = events.computeIfAbsent(append.channel(), channel -> new ArrayList<>());
        Event event = new Event(
                append.channel().channel(),
                new Seq(log.size() + 1),
                new Ordinal(log.size() + 1),
                append.actor(),
                append.at(),
                append.body());
        log.add(event);
        byKey.put(keyed, event);
        return new AppendResult.Appended(
                EventCodec.encode(append.channel().workspace(), event), ChannelClass.NORMAL);
    }

    private static ShardException failure(ShardException.Outcome outcome, Failure failure) {
        return new ShardException("-80", "log.append", outcome, failure, new IllegalStateException("as told"));
    }
}
