package dev.gapless.control.fleet;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Asks shards whether they answer, all at once, each for at most [#PATIENCE]. A shard that has not answered the last question is
/// not asked again, so that a silent one costs one thread. Any thread.
final class ShardProbe {
    static final Duration PATIENCE = Duration.ofMillis(500);

    /// No token can name it: a read of it finds nothing, and shows that the shard answers.
    private static final WorkspaceId NOBODY = new WorkspaceId(1);

    private final LongSupplier nanoTime;
    private final Set<Shard> asking = ConcurrentHashMap.newKeySet();

    ShardProbe(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// How long each took, in milliseconds; without those that did not answer in time.
    Map<Shard, Long> look(List<Shard> shards) {
        Map<Shard, Question> questions = new LinkedHashMap<>();
        for (Shard shard : shards) {
            if (asking.add(shard)) {
                Question question = new Question(shard);
                questions.put(shard, question);
                Thread.ofVirtual().name("shard-probe").start(question::ask);
            }
        }
        Map<Shard, Long> answers = new LinkedHashMap<>();
        long until = nanoTime.getAsLong() + PATIENCE.toNanos();
        questions.forEach((shard, question) -> question.await(until).ifPresent(ms -> answers.put(shard, ms)));
        return answers;
    }

    private final class Question {
        private final Shard shard;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile Optional<Long> answerMs = Optional.empty();

        Question(Shard shard) {
            this.shard = shard;
        }

        void ask() {
            long begin = nanoTime.getAsLong();
            try {
                shard.read("shard.look", handle -> WorkspaceTable.find(handle, NOBODY));
                answerMs = Optional.of(TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begin));
            } catch (ShardException e) {
                answerMs = Optional.empty();
            } finally {
                asking.remove(shard);
                done.countDown();
            }
        }

        Optional<Long> await(long untilNanos) {
            try {
                boolean answered = done.await(untilNanos - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
                return answered ? answerMs : Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}
