package dev.gapless.scenarios.mutate;

import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.scenarios.format.Promise;
import java.util.Arrays;
import java.util.List;

/// A bug and the promise that it breaks.
///
/// @param expected whose checker has to catch it; others may too
public record Mutation(PlantedBug bug, Promise expected) {
    /// All of them, in the order in which they are tried: those of the same part side by side.
    public static List<Mutation> all() {
        return Arrays.stream(PlantedBug.values()).map(Mutation::of).toList();
    }

    /// The mutation of a bug.
    public static Mutation of(PlantedBug bug) {
        return new Mutation(bug, switch (bug) {
            case ACK_BEFORE_COMMIT, REUSE_SEQ, REFUSE_COMMITTED -> Promise.ACKED_RECOVERABLE;
            case SKIP_SEQ -> Promise.DENSE_SEQ;
            case FORGET_KEYS, RETRY_ANSWERS_OTHER_SEQ -> Promise.IDEMPOTENT_SEND;
            case SWALLOW_SEND -> Promise.NO_SILENT_DROP;
            case PUSH_BEFORE_COMMIT -> Promise.NO_PHANTOM_DISPLAY;
            case DROP_OUTBOX, FORGET_INTEREST, DROP_SLOW_READER, LOSE_PUSH -> Promise.CONVERGED;
            case PUSH_TWICE -> Promise.NO_DUPLICATE_DISPLAY;
            case SHOW_OUT_OF_ORDER -> Promise.PER_CONVERSATION_ORDER;
            case LEAK_TENANT -> Promise.TENANT_ISOLATION;
            case STALE_PAGE -> Promise.READ_YOUR_WRITES;
            case CURSOR_BACK -> Promise.CURSOR_MONOTONE;
            case UNREAD_COUNTS_READ -> Promise.UNREAD_EXACT;
            case NO_BACKOFF -> Promise.BOUNDED_RECONNECT_RATE;
        });
    }
}
