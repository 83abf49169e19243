package dev.gapless.server.owner;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.posting.NewMessage;
import dev.gapless.server.posting.PostOutcome;
import dev.gapless.server.posting.SendOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A send to a hot channel on its way; its sender is told once. Any thread may tell it.
final class HotSend {
    private static final Logger log = LoggerFactory.getLogger(HotSend.class);
    /// What the JSON of a send has beside text and key.
    private static final int OTHER_BYTES = 200;
    private static final int ESCAPED_BYTES = 6;

    final Identity caller;
    final NewMessage message;
    final SendOrder order;
    /// True if one before it in its run went to the lanes directly and may still wait there.
    final boolean followsDirect;
    private final Consumer<PostOutcome> outcome;
    private final AtomicBoolean told = new AtomicBoolean();
    /// True once another gateway may have committed it, or be about to.
    private volatile boolean inDoubt;

    HotSend(
            Identity caller, NewMessage message, SendOrder order, boolean followsDirect,
            Consumer<PostOutcome> outcome) {
        this.caller = caller;
        this.message = message;
        this.order = order;
        this.followsDirect = followsDirect;
        this.outcome = outcome;
    }

    /// From now on only a commit, or what the log itself refuses, is certain.
    void doubt() {
        inDoubt = true;
    }

    void tell(PostOutcome came) {
        switch (came) {
            case PostOutcome.Posted posted -> {
                if (told.compareAndSet(false, true)) {
                    deliver(posted);
                }
            }
            case PostOutcome.Refused(GaplessException reason) -> refuse(reason);
        }
    }

    /// Refuses it. What is in doubt is not told to be surely not done, unless the log has looked at it.
    void refuse(GaplessException reason) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        boolean certain = reason.code().kind() == ErrorCode.Kind.USER || !reason.code().definite();
        GaplessException shown = inDoubt && !certain
                ? new GaplessException(
                        ErrorCode.OUTCOME_UNKNOWN, "owner: lost with the send (expected: an answer)",
                        reason.retryAfter().orElse(null), null)
                : reason;
        order.refused(shown);
        deliver(new PostOutcome.Refused(shown));
    }

    private void deliver(PostOutcome last) {
        try {
            outcome.accept(last);
        } catch (RuntimeException e) {
            log.error("outcome not delivered channel={}", message.channel(), e);
        }
    }

    /// As it goes over the wire.
    ///
    /// @param run number of its run in the batch
    OwnerBatch.Send wire(int run) {
        return new OwnerBatch.Send(
                caller.user(), caller.administers(), run, message.key().value(), message.text(),
                message.threadRoot(), message.alsoToChannel());
    }

    /// Bytes of [#wire] as JSON at most.
    int wireBytes() {
        String text = message.text();
        int bytes = OTHER_BYTES + 2 * message.key().value().length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 127) {
                bytes += ESCAPED_BYTES;
            } else if (c == '"' || c == '\\') {
                bytes += 2;
            } else {
                bytes += c < 128 ? 1 : 3;
            }
        }
        return bytes;
    }
}
