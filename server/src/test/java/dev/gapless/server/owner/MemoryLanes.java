package dev.gapless.server.owner;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.posting.NewMessage;
import dev.gapless.server.posting.PostOutcome;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.posting.SendOrder;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The lanes of one gateway over a log of one channel in memory, which gateways share: a key is in it once. For one thread.
final class MemoryLanes implements Posting {
    /// Seqs by key, in order.
    final Map<String, Long> log;
    ChannelClass channelClass = ChannelClass.HOT;
    /// What the next send is refused with.
    Supplier<Optional<ErrorCode>> mood = Optional::empty;
    /// True: sends wait until [#release].
    boolean held;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    MemoryLanes(Map<String, Long> log) {
        this.log = log;
    }

    static MemoryLanes alone() {
        return new MemoryLanes(new LinkedHashMap<>());
    }

    @Override
    public void submit(Identity caller, NewMessage message, SendOrder order, Consumer<PostOutcome> outcome) {
        waiting.add(() -> commit(message, order, outcome));
        if (!held) {
            release();
        }
    }

    void release() {
        held = false;
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private void commit(NewMessage message, SendOrder order, Consumer<PostOutcome> outcome) {
        String key = message.key().value();
        Optional<ErrorCode> refusal = order.broken() ? Optional.of(ErrorCode.OUT_OF_ORDER) : mood.get();
        if (refusal.isPresent()) {
            GaplessException reason = new GaplessException(refusal.get(), "as told");
            order.refused(reason);
            outcome.accept(new PostOutcome.Refused(reason));
            return;
        }
        Long before = log.get(key);
        long seq = before == null ? log.size() + 1 : before;
        log.put(key, seq);
        outcome.accept(new PostOutcome.Posted(
                seq, seq, Instant.EPOCH, before != null,
                before == null ? Optional.of(channelClass) : Optional.empty()));
    }
}
