package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.format.Load.Share;
import dev.gapless.scenarios.format.Scenario.Invariant;
import dev.gapless.scenarios.history.HistoryFile;
import dev.gapless.scenarios.history.Names;
import dev.gapless.scenarios.history.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Judges a recorded history: the logs first, then everything that was seen, in one pass for all promises.
public final class Judge {
    private static final Duration CONVERGED_WITHIN = Duration.ofMinutes(1);

    private Judge() {}

    /// Checks promises.
    ///
    /// @param ops rows of the run
    /// @param logs rows of the logs
    public static List<CheckResult> judge(
            List<Invariant> invariants, Names names, HistoryFile ops, HistoryFile logs) {
        LogIndex index = LogIndex.read(logs, names);
        List<Checker> checkers = new ArrayList<>();
        Places places = new Places();
        invariants.forEach(invariant -> checkers.add(checker(invariant, index, places)));
        ops.read(row -> feed(checkers, row));
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < checkers.size(); i++) {
            checkers.get(i).finish();
            results.add(CheckResult.of(invariants.get(i).check(), checkers.get(i).findings()));
        }
        return results;
    }

    private static void feed(List<Checker> checkers, Row row) {
        for (Checker checker : checkers) {
            checker.accept(row);
        }
    }

    private static double most(Invariant invariant, int devices) {
        return switch (invariant.max().orElseThrow(() -> new AssertionError(invariant + ": no bound"))) {
            case Share.Count(int count) -> count;
            case Share.Fraction(double fraction) -> fraction * devices;
        };
    }

    private static Checker checker(Invariant invariant, LogIndex log, Places places) {
        return switch (invariant.check()) {
            case ACKED_RECOVERABLE -> new AckedRecoverable(log);
            case DENSE_SEQ -> new DenseSeq(log);
            case IDEMPOTENT_SEND -> new IdempotentSend(log);
            case NO_DUPLICATE_DISPLAY -> new NoDuplicateDisplay(log, places);
            case NO_PHANTOM_DISPLAY -> new NoPhantomDisplay(log);
            case PER_CONVERSATION_ORDER -> new PerConversationOrder(log, places);
            case CONVERGED -> new Converged(log, places, invariant.within().orElse(CONVERGED_WITHIN));
            case CURSOR_MONOTONE -> new CursorMonotone(log);
            case UNREAD_EXACT -> new UnreadExact(log);
            case TENANT_ISOLATION -> new TenantIsolation(log);
            case READ_YOUR_WRITES -> new ReadYourWrites(log);
            case NO_SILENT_DROP -> new NoSilentDrop(log);
            case BOUNDED_RECONNECT_RATE -> new BoundedReconnectRate(most(invariant, log.names().devices().size()));
        };
    }
}
