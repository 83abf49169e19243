package dev.gapless.schema.change;

import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `schema_change`: which changes a database has had, and who is making one right now.
public final class SchemaChangeTable {
    /// Comes before all changes, so it is not one.
    static final String CREATE =
            """
            CREATE TABLE IF NOT EXISTS schema_change (
              change_no      INT          NOT NULL,
              name           VARCHAR(100) NOT NULL,
              holder         VARCHAR(100) NOT NULL,
              claim_no       BIGINT       NOT NULL,
              claimed_ms     BIGINT       NOT NULL,
              applied_ms     BIGINT       NULL,
              PRIMARY KEY (change_no)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin""";

    private static final Statement ENSURE = Statement.single("schema_change.ensure", Reach.PER_SHARD, "-", "1 row", """
            INSERT INTO schema_change (change_no, name, holder, claim_no, claimed_ms) VALUES (:change_no, :name, '', 0, 0)
            ON DUPLICATE KEY UPDATE claim_no = claim_no""");

    private static final Statement FIND = Statement.single(
            "schema_change.find", Reach.PER_SHARD, "PRIMARY", "1 row", """
            SELECT claim_no, claimed_ms, applied_ms FROM schema_change WHERE change_no = :change_no""");

    private static final Statement CLAIM = Statement.single(
            "schema_change.claim", Reach.PER_SHARD, "PRIMARY", "1 row", """
            UPDATE schema_change SET holder = :holder, claim_no = claim_no + 1, claimed_ms = :claimed_ms
            WHERE change_no = :change_no AND claim_no = :claim_no AND applied_ms IS NULL""");

    /// Only the holder of the claim prolongs it.
    private static final Statement RENEW = Statement.single(
            "schema_change.renew", Reach.PER_SHARD, "PRIMARY", "1 row", """
            UPDATE schema_change SET claimed_ms = :claimed_ms
            WHERE change_no = :change_no AND claim_no = :claim_no AND applied_ms IS NULL""");

    private static final Statement DONE = Statement.single(
            "schema_change.done", Reach.PER_SHARD, "PRIMARY", "1 row", """
            UPDATE schema_change SET applied_ms = :applied_ms WHERE change_no = :change_no AND applied_ms IS NULL""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(ENSURE, FIND, CLAIM, RENEW, DONE);

    private SchemaChangeTable() {}

    static void create(Handle handle) {
        handle.execute(CREATE);
    }

    static Optional<Row> find(Handle handle, int change) {
        return handle.createQuery(FIND.sql())
                .bind("change_no", change)
                .map((row, context) -> new Row(row.getLong(1), row.getLong(2), row.getObject(3, Long.class) != null))
                .findOne();
    }

    /// Claims a change.
    ///
    /// @param claim number of the last claim seen, 0 for none
    /// @return false if somebody else was quicker
    static boolean claim(Handle handle, SchemaChange change, long claim, String holder, Instant now) {
        if (claim == 0) {
            handle.createUpdate(ENSURE.sql())
                    .bind("change_no", change.number())
                    .bind("name", change.name())
                    .execute();
        }
        return handle.createUpdate(CLAIM.sql())
                .bind("change_no", change.number())
                .bind("claim_no", claim)
                .bind("holder", holder)
                .bind("claimed_ms", now.toEpochMilli())
                .execute()
                == 1;
    }

    /// Says that the holder of a claim still lives.
    ///
    /// @param claim its number
    /// @return false if the change is made, or somebody else has claimed it since
    static boolean renew(Handle handle, int change, long claim, Instant now) {
        return handle.createUpdate(RENEW.sql())
                .bind("change_no", change)
                .bind("claim_no", claim)
                .bind("claimed_ms", now.toEpochMilli())
                .execute()
                == 1;
    }

    static void done(Handle handle, int change, Instant now) {
        handle.createUpdate(DONE.sql())
                .bind("change_no", change)
                .bind("applied_ms", now.toEpochMilli())
                .execute();
    }

    /// @param claim number of the last claim
    /// @param claimedMs when it was made or last renewed, in ms since 1970
    /// @param applied true if the change is made
    record Row(long claim, long claimedMs, boolean applied) {}
}
