package dev.gapless.control.act;

import dev.gapless.control.http.AdminAnswer;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.audit.AuditHead;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.audit.AdminRequestTable;
import dev.gapless.schema.audit.AdminRequestTable.Remembered;
import dev.gapless.schema.audit.AuditLog;
import dev.gapless.schema.shard.Failure;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// Carries writes out: the change, its entry in the workspace's record and the answer remembered under its key are one transaction
/// on the workspace's shard. So an act without an entry, and an entry without its act, cannot be.
///
/// A dry run does all of it and rolls back. Any thread; blocks.
public final class Acts {
    /// Whose record has what belongs to no workspace: the installation itself, which no token can name.
    public static final WorkspaceId INSTALLATION = new WorkspaceId(1);
    /// How long an answer is kept under its key.
    public static final Duration REMEMBERED = Duration.ofDays(7);

    private static final int TARGET_MAX = 200;
    private static final int SHOWN_STATUS = 0;

    private final Shards shards;
    private final Clock clock;
    private final PolicyNews news;

    public Acts(Shards shards, Clock clock, PolicyNews news) {
        this.shards = shards;
        this.clock = clock;
        this.news = news;
    }

    /// The part of a write that differs from one to the next. May be run more than once; only the last one counts.
    @FunctionalInterface
    public interface Work {
        /// @param now time of the act
        /// @throws GaplessException to refuse; nothing is changed then
        Done run(Handle handle, Instant now);
    }

    /// Carries a write out, unless it was carried out before under the same key.
    ///
    /// @param workspace in whose record it goes, and on whose shard the work runs
    /// @param target what is acted on
    /// @throws GaplessException as the work, or `key-reused`, or `shown-once`
    public AdminAnswer run(Write write, WorkspaceId workspace, String target, Work work) {
        try {
            Done done = shards.forWorkspace(workspace).transact(write.action(), handle -> {
                Optional<AdminAnswer> before = remembered(handle, write, workspace);
                return before.map(Done::unchanged).orElseGet(() -> carryOut(handle, write, workspace, target, work));
            });
            if (done.policy()) {
                news.changed(workspace);
            }
            return done.answer();
        } catch (DryRun dry) {
            return dry.answer;
        } catch (ShardException e) {
            // Somebody else carried out the same write under the same key at the same time.
            if (e.failure() == Failure.DUPLICATE) {
                return answered(write, workspace).orElseThrow(() -> e);
            }
            throw e;
        }
    }

    /// What the write was answered with before, under the same key.
    ///
    /// @throws GaplessException `key-reused`, or `shown-once`
    public Optional<AdminAnswer> answered(Write write, WorkspaceId workspace) {
        return write.terms().key().isEmpty()
                ? Optional.empty()
                : shards.forWorkspace(workspace)
                        .read("admin-request.find", handle -> remembered(handle, write, workspace));
    }

    /// Carries out a write that takes more than one transaction and may be repeated, unless its answer is remembered. The steps see
    /// to the record themselves, by [#record].
    public AdminAnswer runSteps(Write write, WorkspaceId workspace, Supplier<Done> steps) {
        Optional<AdminAnswer> before = answered(write, workspace);
        if (before.isPresent()) {
            return before.get();
        }
        Done done = steps.get();
        if (write.terms().key().isPresent() && !write.terms().dryRun()) {
            try {
                shards.forWorkspace(workspace).transact(write.action(), handle -> {
                    remember(handle, write, workspace, done, now());
                    return done;
                });
            } catch (ShardException e) {
                if (e.failure() != Failure.DUPLICATE) {
                    throw e;
                }
            }
        }
        if (done.policy()) {
            news.changed(workspace);
        }
        return done.answer();
    }

    /// Adds an act to the record, within the transaction that carries it out, as its last step.
    public void record(Handle handle, Write write, WorkspaceId workspace, String target, Done.Change change) {
        AuditLog.append(handle, entry(write, workspace, target, AuditEntry.DONE, change));
    }

    /// Adds to the record that an act has begun which takes more than one transaction; another entry says when it is done.
    public void begun(Write write, WorkspaceId workspace, String target, Done.Change change) {
        AuditEntry entry = entry(write, workspace, target, AuditEntry.BEGUN, change);
        shards.forWorkspace(workspace).transact("audit.begun", handle -> AuditLog.append(handle, entry));
    }

    /// Adds a refused write to the record.
    public void refused(Write write, WorkspaceId workspace, String target, GaplessException refusal) {
        AuditEntry entry = entry(write, workspace, target, refusal.code().text(), new Done.Change("", refusal.text()));
        shards.forWorkspace(workspace).transact("audit.refused", handle -> AuditLog.append(handle, entry));
    }

    private Done carryOut(Handle handle, Write write, WorkspaceId workspace, String target, Work work) {
        Instant now = now();
        Done done = work.run(handle, now);
        if (write.terms().dryRun()) {
            throw new DryRun(done.answer());
        }
        if (done.policy()) {
            WorkspaceTable.raisePolicy(handle, workspace);
        }
        if (write.terms().key().isPresent()) {
            remember(handle, write, workspace, done, now);
        }
        done.record().ifPresent(change -> record(handle, write, workspace, target, change));
        return done;
    }

    private static Optional<AdminAnswer> remembered(Handle handle, Write write, WorkspaceId workspace) {
        if (write.terms().key().isEmpty()) {
            return Optional.empty();
        }
        return AdminRequestTable.find(handle, workspace, key(write)).map(found -> {
            if (!MessageDigest.isEqual(found.requestHash(), write.terms().fingerprint())) {
                throw new GaplessException(
                        ErrorCode.KEY_REUSED,
                        "Idempotency-Key: " + write.terms().key().get() + " was used for another request (expected: a"
                                + " new key)");
            }
            if (found.status() == SHOWN_STATUS) {
                throw new GaplessException(ErrorCode.SHOWN_ONCE, found.answer());
            }
            return AdminAnswer.replay(found.status(), found.answer());
        });
    }

    private static void remember(Handle handle, Write write, WorkspaceId workspace, Done done, Instant now) {
        AdminRequestTable.insert(
                handle,
                workspace,
                key(write),
                new Remembered(
                        write.terms().fingerprint(),
                        done.shownOnce().isPresent() ? SHOWN_STATUS : done.answer().status(),
                        done.shownOnce().orElseGet(() -> done.answer().json())),
                now,
                now.minus(REMEMBERED));
    }

    private AuditEntry entry(
            Write write, WorkspaceId workspace, String target, String outcome, Done.Change change) {
        return new AuditEntry(
                workspace,
                0,
                now().toEpochMilli(),
                write.action(),
                outcome,
                write.actor().text(),
                write.actor().session(),
                target.length() > TARGET_MAX ? target.substring(0, TARGET_MAX) : target,
                write.terms().reason(),
                write.requestId(),
                json(change.before()),
                json(change.after()),
                AuditHead.START.hash());
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private static String json(Object value) {
        return value.equals("") ? "" : ApiCodec.text(value);
    }

    private static byte[] key(Write write) {
        String text = write.actor().text() + "\n" + write.terms().key().orElseThrow();
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }

    /// Ends the transaction of a dry run, with what would have been answered.
    private static final class DryRun extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient AdminAnswer answer;

        DryRun(AdminAnswer answer) {
            super("dry run", null, false, false);
            this.answer = answer;
        }
    }
}
