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
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings databases to the schema that this version needs: numbered changes, only forward, each recorded in `schema_change`.
///
/// Several processes may do this at once: the first claims a change, the others wait for it; a claim whose holder died is
/// taken over after a minute, and the change is run again, which all its statements allow. Behind vtgate the sharded changes are
/// left to the operators (`vtctldclient ApplySchema`), who want to choose the hour.
public final class SchemaChanges {
    private static final Logger log = LoggerFactory.getLogger(SchemaChanges.class);
    /// In order; a file in the folder that is not listed here would never run, which a test makes sure of.
    private static final List<String> GLOBAL = List.of("001-directory-leases-slots.sql");
    private static final List<String> SHARDED =
            List.of("001-log-members-users.sql", "002-changes-and-cursors.sql");
    private static final Duration CLAIM_TTL = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(50);
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
                () -> apply(GlobalDatabase.NAME, work -> global.read("schema.change", work), "global", GLOBAL));
        if (shards.config().mode() == ShardsConfig.Mode.VTGATE) {
            log.info("sharded schema changes are left to ApplySchema behind vtgate");
            return failures;
        }
        for (Shard shard : shards.all()) {
            attempt(failures,
                    () -> apply(shard.name().value(), work -> shard.read("schema.change", work), "sharded", SHARDED));
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
            int polls = 0;
            while (!runner.run(handle -> step(database, handle, change))) {
                if (++polls > MAX_POLLS) {
                    throw new IllegalStateException("schema change " + file + ": another process does not finish it");
                }
                sleep();
            }
        }
    }

    /// @return true if the change is made, false if somebody else is at it
    private boolean step(String database, Handle handle, SchemaChange change) {
        Optional<SchemaChangeTable.Row> row = SchemaChangeTable.find(handle, change.number());
        if (row.isPresent() && row.get().applied()) {
            return true;
        }
        Instant now = clock.instant();
        boolean held = row.isPresent()
                && row.get().claim() > 0
                && now.isBefore(Instant.ofEpochMilli(row.get().claimedMs()).plus(CLAIM_TTL));
        long claim = row.map(SchemaChangeTable.Row::claim).orElse(0L);
        if (held || !SchemaChangeTable.claim(handle, change, claim, holder, now)) {
            return false;
        }
        change.statements().forEach(statement -> execute(handle, statement));
        SchemaChangeTable.done(handle, change.number(), clock.instant());
        log.info("shard={} schema change {} {} applied", database, change.number(), change.name());
        return true;
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
    @FunctionalInterface
    private interface Runner {
        boolean run(Function<Handle, Boolean> work);
    }
}
