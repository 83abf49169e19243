package dev.gapless.schema.change;

import dev.gapless.schema.shard.GlobalDatabase;
import dev.gapless.schema.shard.Pause;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings databases to the schema that this version needs: numbered changes, only forward, each recorded in `schema_change`.
///
/// Several processes may do this at once: the first claims a change, and renews the claim every second while it works; the
/// others wait for it. A claim that nobody renews is that of a dead process ([ClaimWatch]): it is taken over, and the change
/// is run again, which all its statements allow. A lock of the database server would end with its connection, but vtgate has
/// none to offer. Behind vtgate the sharded changes are left to the operators (`vtctldclient ApplySchema`), who want to choose
/// the hour.
public final class SchemaChanges {
    private static final Logger log = LoggerFactory.getLogger(SchemaChanges.class);
    /// In order; a file in the folder that is not listed here would never run, which a test makes sure of.
    private static final List<String> GLOBAL = List.of("001-directory-leases-slots.sql", "002-drains-and-routes.sql");
    private static final List<String> SHARDED =
            List.of("001-log-members-users.sql", "002-changes-and-cursors.sql", "003-audit-and-admin.sql",
                    "004-quotas.sql", "005-channel-rules.sql",
                    "006-retention-and-jobs.sql", "007-exports.sql", "008-sizes-and-sockets.sql");
    private static final String OPERATION = "schema.change";
    private static final Duration RENEW_EVERY = Duration.ofSeconds(1);
    static final Duration POLL = Duration.ofMillis(50);
    private static final int MAX_POLLS = 6_000;
    /// What a statement answers that was done before: table, column or key exists, or what is to go is gone.
    private static final Set<Integer> DONE_BEFORE = Set.of(1050, 1060, 1061, 1091);

    private final String holder;
    private final Clock clock;
    private final Pause pause;

    /// @param holder name of this process, up to 100 characters
    /// @param pause waits while another process makes a change
    public SchemaChanges(String holder, Clock clock, Pause pause) {
        this.holder = holder;
        this.clock = clock;
        this.pause = pause;
    }

    /// Brings all databases up to date. One that is out of reach does not stop the others.
    ///
    /// @return the failures, one per database that may still lack something
    public List<ShardException> applyAll(Shards shards) {
        List<ShardException> failures = new ArrayList<>();
        GlobalDatabase global = shards.global();
        attempt(failures,
                () -> apply(GlobalDatabase.NAME, new OnGlobal(global), "global", GLOBAL));
        if (shards.config().mode() == ShardsConfig.Mode.VTGATE) {
            log.info("sharded schema changes are left to ApplySchema behind vtgate");
            return failures;
        }
        for (Shard shard : shards.all()) {
            attempt(failures, () -> apply(shard.name().value(), new OnShard(shard), "sharded", SHARDED));
        }
        return failures;
    }

    static List<SchemaChange> changes(String keyspace) {
        return ("global".equals(keyspace) ? GLOBAL : SHARDED)
                .stream().map(file -> SchemaChange.parse(file, read(keyspace, file))).toList();
    }

    private static void attempt(List<ShardException> failures, Runnable apply) {
        try {
            apply.run();
        } catch (ShardException e) {
            failures.add(e);
        }
    }

    private void apply(String database, Runner runner, String keyspace, List<String> files) {
        runner.run(handle -> {
            SchemaChangeTable.create(handle);
            return true;
        });
        for (String file : files) {
            SchemaChange change = SchemaChange.parse(file, read(keyspace, file));
            ClaimWatch watch = new ClaimWatch();
            int polls = 0;
            while (!step(database, runner, change, watch)) {
                if (++polls > MAX_POLLS) {
                    throw new IllegalStateException("schema change " + file + ": another process does not finish it");
                }
                sleep();
            }
        }
    }

    /// @return true if the change is made, false if somebody else is at it
    private boolean step(String database, Runner runner, SchemaChange change, ClaimWatch watch) {
        Optional<SchemaChangeTable.Row> row = runner.run(handle -> SchemaChangeTable.find(handle, change.number()));
        if (row.isPresent() && row.get().applied()) {
            return true;
        }
        Instant now = clock.instant();
        long claim = row.map(SchemaChangeTable.Row::claim).orElse(0L);
        boolean held = claim > 0 && row.isPresent() && watch.alive(row.get(), now);
        if (held || !runner.run(handle -> SchemaChangeTable.claim(handle, change, claim, holder, now))) {
            return false;
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread renewal = Thread.ofVirtual()
                .name("schema claim " + database)
                .start(() -> renew(runner, change, claim + 1, over));
        try {
            runner.run(handle -> {
                change.statements().forEach(statement -> execute(handle, statement));
                SchemaChangeTable.done(handle, change.number(), clock.instant());
                return true;
            });
        } finally {
            over.set(true);
            renewal.interrupt();
        }
        log.info("shard={} schema change {} {} applied", database, change.number(), change.name());
        return true;
    }

    /// Renews a claim until the change is over or the claim is lost.
    private void renew(Runner runner, SchemaChange change, long claim, AtomicBoolean over) {
        boolean ours = true;
        while (ours && !over.get()) {
            try {
                pause.pause(RENEW_EVERY);
                ours = runner.run(handle -> SchemaChangeTable.renew(handle, change.number(), claim, clock.instant()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ShardException e) {
                log.debug("claim on schema change {} not renewed, tried again unless over={}", change.number(), over,
                        e);
            }
        }
    }

    private static void execute(Handle handle, String statement) {
        try {
            handle.execute(statement);
        } catch (org.jdbi.v3.core.statement.UnableToExecuteStatementException e) {
            boolean doneBefore =
                    e.getCause() instanceof java.sql.SQLException sql && DONE_BEFORE.contains(sql.getErrorCode());
            if (!doneBefore) {
                throw e;
            }
        }
    }

    private void sleep() {
        try {
            pause.pause(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another process changes the schema", e);
        }
    }

    private static String read(String keyspace, String file) {
        String path = "/schema/" + keyspace + "/" + file;
        try (InputStream in = SchemaChanges.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("resource " + path + " (expected: in the module's JAR)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /// Runs work on one database, outside of a transaction, since DDL has none.
    private sealed interface Runner {
        <T> T run(Function<Handle, T> work);
    }

    private record OnGlobal(GlobalDatabase global) implements Runner {
        @Override
        public <T> T run(Function<Handle, T> work) {
            return global.read(OPERATION, work);
        }
    }

    private record OnShard(Shard shard) implements Runner {
        @Override
        public <T> T run(Function<Handle, T> work) {
            return shard.read(OPERATION, work);
        }
    }
}
