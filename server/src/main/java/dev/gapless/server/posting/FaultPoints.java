package dev.gapless.server.posting;

import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.log.LogFlaw;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.shard.Failure;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Places between the steps of a send where a crash test stops a gateway, to show that nothing acknowledged is lost there:
/// docs/internals/failure-model.md. Not in use unless the gateway's settings name a directory.
///
/// A test arms a place by making a file of its name in that directory. The first lane that comes by removes the file, so a place
/// strikes once, also when several gateways have the same directory.
///
/// Called on the lanes' threads.
final class FaultPoints {
    /// The rows are committed and nobody was told: the process halts, without any hook.
    static final String AFTER_COMMIT = "after-commit";
    /// The senders have their answers and nothing is published: the lane stands still until the process is killed.
    static final String BEFORE_PUBLISH = "before-publish";
    /// A deleted message is not taken off the counts: a build that is wrong, which the proof of the counts has to notice.
    static final String SKIP_DELETE = "skip-delete";

    /// Followed by `.` and the name of a shard. While the file is there, transactions of the lanes fail as on a full disk, and are rolled back.
    static final String DISK_FULL = "disk-full";

    private static final Logger log = LoggerFactory.getLogger(FaultPoints.class);
    /// What a shell reports for kill -9.
    private static final int KILLED = 137;
    private static final int ER_DISK_FULL = 1021;

    private final Path directory;

    FaultPoints(Path directory) {
        this.directory = directory;
    }

    /// The log with [#SKIP_DELETE] in it.
    ChannelLog log() {
        return ChannelLog.flawed(new LogFlaw() {
            @Override
            public boolean leavesOut(MessageKey deleted) {
                return struck(SKIP_DELETE, deleted.channel());
            }
        });
    }

    /// The log with [#AFTER_COMMIT] in it.
    BatchLog after(BatchLog batchLog, Shard shard) {
        return (before, batch) -> {
            if (Files.exists(directory.resolve(DISK_FULL + "." + shard.name().value()))) {
                SQLException full = new SQLException("Disk full (fault point)", "HY000", ER_DISK_FULL);
                throw new ShardException(
                        shard.name().value(), "append", ShardException.Outcome.NOT_DONE, Failure.of(full), full);
            }
            BatchLog.Committed committed = batchLog.append(before, batch);
            if (struck(AFTER_COMMIT, shard)) {
                Runtime.getRuntime().halt(KILLED);
            }
            return committed;
        };
    }

    /// The output with [#BEFORE_PUBLISH] before it.
    LaneOutput before(LaneOutput output, Shard shard) {
        return (outboxId, events, appended) -> {
            if (struck(BEFORE_PUBLISH, shard)) {
                standStill();
            }
            output.committed(outboxId, events, appended);
        };
    }

    private boolean struck(String place, Object where) {
        try {
            boolean armed = Files.deleteIfExists(directory.resolve(place));
            if (armed) {
                log.warn("fault point struck place={} at={}", place, where);
            }
            return armed;
        } catch (IOException e) {
            throw new UncheckedIOException("fault points in " + directory, e);
        }
    }

    private static void standStill() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
