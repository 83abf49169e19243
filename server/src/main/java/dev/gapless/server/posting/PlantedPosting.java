package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.server.auth.Identity;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door to the lanes with a [PlantedBug] in it. Any thread may call.
final class PlantedPosting implements Posting {
    private static final Logger log = LoggerFactory.getLogger(PlantedPosting.class);
    /// One send of so many is treated wrongly.
    private static final int EVERY = 12;

    private final Posting posting;
    private final PlantedBug bug;
    private final AtomicLong sends = new AtomicLong();
    private final Map<ChannelKey, PostOutcome.Posted> last = new ConcurrentHashMap<>();

    PlantedPosting(Posting posting, PlantedBug bug) {
        this.posting = posting;
        this.bug = bug;
    }

    @Override
    public void submit(Identity caller, NewMessage message, SendOrder order, Consumer<PostOutcome> outcome) {
        ChannelKey channel = new ChannelKey(caller.workspace(), message.channel());
        PostOutcome.Posted before = last.get(channel);
        boolean turn = sends.incrementAndGet() % EVERY == 0 && before != null;
        Consumer<PostOutcome> telling = told -> {
            if (told instanceof PostOutcome.Posted posted) {
                last.put(channel, posted);
            }
            outcome.accept(told);
        };
        if (bug == PlantedBug.ACK_BEFORE_COMMIT && turn && before != null) {
            struck(message);
            outcome.accept(new PostOutcome.Posted(before.seq() + 1, before.ordinal() + 1, before.at(), false));
        } else if (bug == PlantedBug.REUSE_SEQ && turn && before != null) {
            struck(message);
            outcome.accept(before);
        } else if (bug == PlantedBug.REFUSE_COMMITTED && turn) {
            posting.submit(caller, message, order, told -> {
                struck(message);
                outcome.accept(new PostOutcome.Refused(
                        new GaplessException(ErrorCode.LIMIT_REACHED, "send: too many (expected: fewer)")));
            });
        } else if (bug == PlantedBug.FORGET_KEYS) {
            IdempotencyKey another = new IdempotencyKey(message.key().value() + "-" + sends.get());
            posting.submit(
                    caller,
                    new NewMessage(
                            message.channel(), another, message.text(), message.threadRoot(), message.alsoToChannel(),
                            message.receivedNanos()),
                    order,
                    telling);
        } else if (bug == PlantedBug.RETRY_ANSWERS_OTHER_SEQ) {
            posting.submit(caller, message, order, told -> telling.accept(
                    told instanceof PostOutcome.Posted(var seq, var ordinal, var at, boolean duplicate, _) && duplicate
                            ? new PostOutcome.Posted(seq + 1, ordinal + 1, at, true)
                            : told));
        } else if (bug == PlantedBug.SWALLOW_SEND && Math.floorMod(message.key().value().hashCode(), EVERY) == 0) {
            struck(message);
        } else {
            posting.submit(caller, message, order, telling);
        }
    }

    private void struck(NewMessage message) {
        log.warn("planted bug struck bug={} message={}", bug.text(), message);
    }
}
