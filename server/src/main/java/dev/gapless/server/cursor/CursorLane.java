package dev.gapless.server.cursor;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorLog;
import dev.gapless.schema.cursor.CursorMove;
import dev.gapless.schema.cursor.CursorResult;
import dev.gapless.schema.cursor.CursorRow;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.server.posting.ShardFailures;
import dev.gapless.server.posting.Sleeper;
import io.micrometer.core.instrument.DistributionSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the cursors of one shard's users: one transaction for whatever waits. Moves for posts, of which only the last counts, are
/// put together first.
final class CursorLane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CursorLane.class);
    private static final int QUEUED = 16_384;
    private static final int TOGETHER = 2_048;
    private static final int MAX_TRIES = 4;
    private static final Duration BACKOFF = Duration.ofMillis(50);
    private static final Duration RETRY_HINT = Duration.ofMillis(250);

    private final Shard shard;
    private final CursorListener listener;
    private final Sleeper sleeper;
    private final DistributionSummary batches;
    private final WorkQueue<Task> queue;

    /// @param batches hears how many moves each transaction has
    CursorLane(Shard shard, CursorListener listener, Sleeper sleeper, DistributionSummary batches) {
        this.shard = shard;
        this.listener = listener;
        this.sleeper = sleeper;
        this.batches = batches;
        this.queue = new WorkQueue<>("cursors " + shard.name(), QUEUED, TOGETHER, this::work);
    }

    private record Task(CursorMove move, Consumer<CursorOutcome> outcome) {}

    /// Queues a move; never blocks.
    void submit(CursorMove move, Consumer<CursorOutcome> outcome) {
        if (!queue.offer(new Task(move, outcome))) {
            outcome.accept(new CursorOutcome.Refused(overloaded()));
        }
    }

    int waiting() {
        return queue.size();
    }

    static GaplessException overloaded() {
        return new GaplessException(
                ErrorCode.OVERLOADED, "cursors: too many moves wait (expected: fewer)", RETRY_HINT);
    }

    @Override
    public void close() {
        queue.close();
    }

    private void work(List<Task> tasks) {
        Map<CursorKey, Integer> posted = new HashMap<>();
        List<CursorMove> moves = new ArrayList<>();
        List<List<Consumer<CursorOutcome>>> outcomes = new ArrayList<>();
        for (Task task : tasks) {
            CursorMove move = task.move();
            boolean post = move.reason() instanceof CursorMove.Reason.Posted;
            Integer same = post ? posted.get(move.key()) : null;
            if (same != null) {
                outcomes.get(same).add(task.outcome());
                if (moves.get(same).seq() < move.seq()) {
                    moves.set(same, move);
                }
                continue;
            }
            if (post) {
                posted.put(move.key(), moves.size());
            }
            moves.add(move);
            List<Consumer<CursorOutcome>> waiting = new ArrayList<>(1);
            waiting.add(task.outcome());
            outcomes.add(waiting);
        }
        for (int from = 0; from < moves.size(); from += CursorLog.MAX_BATCH) {
            int to = Math.min(moves.size(), from + CursorLog.MAX_BATCH);
            settle(moves.subList(from, to), outcomes.subList(from, to));
        }
    }

    private void settle(List<CursorMove> moves, List<List<Consumer<CursorOutcome>>> outcomes) {
        List<CursorResult> results;
        try {
            results = move(moves);
        } catch (GaplessException e) {
            outcomes.forEach(waiting -> tell(waiting, new CursorOutcome.Refused(e)));
            return;
        }
        batches.record(moves.size());
        List<CursorRow> moved = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            tell(outcomes.get(i), new CursorOutcome.Stands(results.get(i).cursor()));
            if (results.get(i).moved()) {
                moved.add(results.get(i).cursor());
            }
        }
        if (!moved.isEmpty()) {
            moved.sort(Comparator.comparingLong(CursorRow::revision));
            listener.moved(moved);
        }
    }

    private List<CursorResult> move(List<CursorMove> moves) {
        for (int tries = 1;; tries++) {
            try {
                return CursorLog.move(shard, List.copyOf(moves));
            } catch (ShardException e) {
                if (!ShardFailures.passing(e)) {
                    log.error("cursors not moved shard={} moves={}", shard.name(), moves.size(), e);
                    throw new GaplessException(ErrorCode.INTERNAL, "cursor: failed (expected: a move)");
                }
                if (tries == MAX_TRIES || !pause()) {
                    throw ShardFailures.refusal(e);
                }
            } catch (RuntimeException e) {
                log.error("cursors not moved shard={} moves={}", shard.name(), moves.size(), e);
                throw new GaplessException(ErrorCode.INTERNAL, "cursor: failed (expected: a move)");
            }
        }
    }

    private boolean pause() {
        try {
            sleeper.sleep(BACKOFF);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void tell(List<Consumer<CursorOutcome>> waiting, CursorOutcome outcome) {
        for (Consumer<CursorOutcome> one : waiting) {
            try {
                one.accept(outcome);
            } catch (RuntimeException e) {
                log.error("outcome of a cursor not delivered", e);
            }
        }
    }
}
