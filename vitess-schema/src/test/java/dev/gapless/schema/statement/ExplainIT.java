package dev.gapless.schema.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Asks the database how it would run each statement of the catalogue, on tables with some thousand rows.
class ExplainIT {
    private static final int ROWS = 3_000;
    private static final List<String> SHARDED = List.of(
            "workspace", "access_token", "unique_name", "channel", "event", "channel_member", "outbox", "chat_user",
            "user_channel", "thread", "thread_reply", "deleted_message", "reaction", "reaction_kind", "pin",
            "everyone_mention",
            "member_mention", "user_stream", "read_cursor", "user_mention", "audit_head", "audit_event",
            "admin_request", "quota_limit", "quota_bucket", "quota_usage",
            "retention_rule", "legal_hold", "job", "trimming", "export_file");
    private static final List<String> GLOBAL = List.of("workspace_directory", "lease", "gateway_slot");
    private static final Set<String> FULL_SCANS = Set.of("ALL", "index");
    private static final Pattern NAMED = Pattern.compile(":([a-z_]+)");

    private static Shards shards;

    @BeforeAll
    static void fill() {
        shards = TestDatabase.newShards();
        shards.all().getFirst().transact("fill", handle -> fill(handle, SHARDED));
        shards.global().transact("fill", handle -> fill(handle, GLOBAL));
    }

    @AfterAll
    static void stop() {
        shards.close();
    }

    @Test
    void findsRowsByTheIndexThatTheCatalogueNames() {
        List<String> findings = new ArrayList<>();
        for (Statement statement : StatementCatalog.all()) {
            List<String> texts = statement.manyRows()
                    ? List.of(statement.sql(statement.paddedRows(1)), statement.sql(64),
                            statement.sql(statement.maxRows()))
                    : List.of(statement.sql());
            for (String sql : texts) {
                if (!sql.toUpperCase(Locale.ROOT).startsWith("INSERT")) {
                    explain(statement, sql, findings);
                }
            }
        }
        assertEquals(List.of(), findings);
    }

    @Test
    void namesNoIndexForInsertsOnly() {
        for (Statement statement : StatementCatalog.all()) {
            assertEquals(statement.shown().startsWith("INSERT"), "-".equals(statement.index()), statement.name());
        }
    }

    @Test
    void hasTheRows() {
        long events = shards.all().getFirst().read("test",
                handle -> handle.createQuery("SELECT COUNT(*) FROM event").mapTo(Long.class).one());
        assertTrue(events >= ROWS, "events: " + events);
    }

    private static void explain(Statement statement, String sql, List<String> findings) {
        Function<Handle, Boolean> work = handle -> {
            explain(handle, statement, sql, findings);
            return true;
        };
        if (statement.reach() == Reach.GLOBAL) {
            shards.global().read("explain", work);
        } else {
            shards.all().getFirst().read("explain", work);
        }
    }

    private static void explain(Handle handle, Statement statement, String sql, List<String> findings) {
        List<Object> values = new ArrayList<>();
        String positional = statement.manyRows() ? familyValues(sql, values) : namedValues(sql, values);
        try (PreparedStatement explain = handle.getConnection().prepareStatement("EXPLAIN " + positional)) {
            for (int i = 0; i < values.size(); i++) {
                explain.setObject(i + 1, values.get(i));
            }
            try (ResultSet row = explain.executeQuery()) {
                while (row.next()) {
                    check(statement, row, findings);
                }
            }
        } catch (SQLException e) {
            findings.add(statement.name() + ": " + e.getMessage());
        }
    }

    private static void check(Statement statement, ResultSet row, List<String> findings) throws SQLException {
        String type = row.getString("type");
        String key = row.getString("key");
        String extra = row.getString("Extra");
        // A key that is in no row is found to be so at planning, through the unique index.
        boolean settled =
                extra != null && (extra.contains("Impossible WHERE noticed") || extra.contains("no matching row"));
        if (settled) {
            return;
        }
        if (type == null || FULL_SCANS.contains(type)) {
            findings.add(statement.name() + ": type=" + type + " key=" + key);
        } else if (!statement.index().equals(key)) {
            findings.add(statement.name() + ": key=" + key + " (expected: " + statement.index() + ")");
        } else if (extra != null && extra.contains("filesort") && !statement.manyRows()) {
            findings.add(statement.name() + ": sorts");
        }
    }

    /// Numbers for all: keys of rows that exist, in turn.
    private static String familyValues(String sql, List<Object> values) {
        long parameters = sql.chars().filter(c -> c == '?').count();
        boolean keys = sql.contains("client_key) IN");
        int emojiEvery = sql.contains("emoji, user_id) IN") ? 5 : sql.contains("target_seq, emoji) IN") ? 4 : 0;
        List<String> before = List.of(sql.split("\\?", -1));
        for (int i = 0; i < parameters; i++) {
            if (sql.contains(" OR ") || sql.contains("seq <= ?")) {
                // Ranges that hold something: an impossible one is not planned.
                values.add(before.get(i).endsWith("seq <= ") ? 5_000L : before.get(i).endsWith("seq > ") ? 1L : 5L);
                continue;
            }
            if (sql.contains("request_key) IN") && i % 2 == 1) {
                values.add(("n" + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                continue;
            }
            if (emojiEvery > 0 && i % emojiEvery == 3) {
                values.add(("n" + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                continue;
            }
            values.add(
                    keys && i % 4 == 3 ? (Object) ("k" + (i / 4)).getBytes(java.nio.charset.StandardCharsets.US_ASCII)
                            : (Object) (long) (i % 7 + 1));
        }
        return sql;
    }

    private static String namedValues(String sql, List<Object> values) {
        Matcher named = NAMED.matcher(sql);
        while (named.find()) {
            values.add(switch (named.group(1)) {
                case "name", "slug", "holder", "address", "topic", "token_hash", "request_key", "from" -> "n5";
                case "to", "emoji", "pattern" -> "n6";
                case "limit", "slots" -> 10;
                case "before_ms" -> 10_000L;
                case "to_seq" -> 5_000L;
                case "first" -> 0;
                case "last" -> 255;
                default -> 5L;
            });
        }
        return named.replaceAll("?");
    }

    /// Rows of small numbers in every column: ids 1 to 3,000 in the last key column, few workspaces.
    private static boolean fill(Handle handle, List<String> tables) {
        for (String table : tables) {
            List<Column> columns = handle.createQuery(
                    "SELECT column_name, data_type, is_nullable, ordinal_position FROM information_schema.columns"
                            + " WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position")
                    .bind(0, table)
                    .map((row, context) -> new Column(row.getString(1), row.getString(2)))
                    .list();
            for (int from = 0; from < ROWS; from += 100) {
                List<String> rows = new ArrayList<>();
                for (int i = from; i < from + 100; i++) {
                    int number = i;
                    rows.add(
                            "(" + String.join(",", columns.stream().map(column -> column.value(table, number)).toList())
                                    + ")");
                }
                handle.execute("INSERT INTO " + table + " VALUES " + String.join(",", rows));
            }
            handle.createQuery("ANALYZE TABLE " + table).mapToMap().list();
        }
        return true;
    }

    private record Column(String name, String type) {
        String value(String table, int row) {
            boolean text =
                    type.contains("char") || type.contains("text") || type.contains("bin") || type.contains("blob");
            if (text) {
                return "'" + (name.equals("client_key") ? "k" : "n") + row + "'";
            }
            return Long.toString(switch (name) {
                case "workspace_id" ->
                    table.startsWith("workspace") || table.equals("audit_head") ? row + 1 : row % 3 + 4;
                case "channel_id" -> table.equals("event") || table.equals("channel_member") ? row % 9 + 1 : row + 1;
                case "kind", "state", "listed", "deleted" -> row % 2 + 1;
                case "bucket" -> row % 256;
                default -> row + 1;
            });
        }
    }
}
