package dev.gapless.schema.log;

import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.statement.Prepared;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Optional;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Table `event`: the log. Rows are added by [ChannelLog] only.
public final class EventTable {
    private static final String COLUMNS =
            """
            workspace_id, channel_id, seq, ordinal, kind, state, actor_id, subject_id, created_ms,
            client_key, thread_root_seq, target_seq, changed_seq, text, attrs""";
    /// Rows of one statement: at 16 KiB of text each, half of what vtgate lets through.
    private static final int CHUNK = 500;

    private static final Statement PAGE_AFTER =
            Statement.single("event.page-after", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT %s FROM event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq > :from
            ORDER BY seq LIMIT :limit""".formatted(COLUMNS));

    private static final Statement PAGE_BEFORE =
            Statement.single("event.page-before", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT %s FROM event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq < :from
            ORDER BY seq DESC LIMIT :limit""".formatted(COLUMNS));

    private static final Statement BY_KEY =
            Statement.family("event.by-key", Reach.ONE_SHARD, "ux_event_key", """
            SELECT workspace_id, channel_id, actor_id, client_key, seq, ordinal, created_ms, body_hash
            FROM event FORCE INDEX (ux_event_key)
            WHERE (workspace_id, channel_id, actor_id, client_key) IN (<rows>)""", "(?,?,?,?)");

    private static final Statement INSERT = Statement.family("event.insert", Reach.ONE_SHARD, "-", """
            INSERT INTO event (workspace_id, channel_id, seq, ordinal, kind, actor_id, subject_id, created_ms,
              client_key, body_hash, thread_root_seq, target_seq, text, attrs)
            VALUES <rows>""", "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");

    private static final Statement BY_SEQ = Statement.family("event.by-seq", Reach.ONE_SHARD, "PRIMARY", """
            SELECT %s FROM event FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id, seq) IN (<rows>)""".formatted(COLUMNS), "(?,?,?)");

    /// The rows exist, so the columns of the insert part never land.
    private static final Statement CHANGE = Statement.family("event.change", Reach.ONE_SHARD, "-", """
            INSERT INTO event (workspace_id, channel_id, seq, ordinal, kind, actor_id, created_ms,
              state, changed_seq, text, attrs)
            VALUES <rows>
            ON DUPLICATE KEY UPDATE state = VALUES(state), changed_seq = VALUES(changed_seq), text = VALUES(text),
              attrs = VALUES(attrs)""", "(?,?,?,?,?,?,?,?,?,?,?)");

    private static final Statement ORDINALS = Statement.family("event.ordinals", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, channel_id, seq, ordinal FROM event FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id, seq) IN (<rows>)""", "(?,?,?)");

    private static final Statement TIMES = Statement.family("event.times", Reach.ONE_SHARD, "PRIMARY", """
            SELECT workspace_id, channel_id, seq, created_ms, actor_id FROM event FORCE INDEX (PRIMARY)
            WHERE (workspace_id, channel_id, seq) IN (<rows>)""", "(?,?,?)");

    private static final Statement FACTS =
            Statement.single("event.facts-after", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT workspace_id, channel_id, seq, ordinal, kind, state, actor_id, subject_id, created_ms,
              client_key, thread_root_seq, target_seq, changed_seq, NULL, attrs
            FROM event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq > :from
            ORDER BY seq LIMIT :limit""");

    private static final Statement AGES =
            Statement.single("event.ages-after", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT seq, ordinal, kind, created_ms, actor_id, subject_id FROM event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq > :from
            ORDER BY seq LIMIT :limit""");

    private static final Statement COPY =
            Statement.single("event.copy-after", Reach.ONE_SHARD, "PRIMARY", ":limit rows", """
            SELECT seq, ordinal, kind, state, actor_id, subject_id, created_ms, client_key, body_hash,
              thread_root_seq, target_seq, changed_seq, text, attrs
            FROM event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq > :from
            ORDER BY seq LIMIT :limit""");

    private static final Statement RESTORE = Statement.family("event.restore", Reach.ONE_SHARD, "-", """
            INSERT INTO event (workspace_id, channel_id, seq, ordinal, kind, state, actor_id, subject_id, created_ms,
              client_key, body_hash, thread_root_seq, target_seq, changed_seq, text, attrs)
            VALUES <rows>""", "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");

    /// An exclamation mark quotes the characters that LIKE takes for others.
    private static final Statement SEARCH =
            Statement.single("event.search", Reach.ONE_SHARD, "PRIMARY", "rows of the range; :limit rows told", """
            SELECT %s FROM event FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND channel_id = :channel_id AND seq >= :first AND seq <= :last
              AND kind = 1 AND state <> 2 AND (:actor_id = 0 OR actor_id = :actor_id)
              AND LOWER(text) LIKE :pattern ESCAPE '!'
            ORDER BY seq DESC LIMIT :limit""".formatted(COLUMNS));

    /// For the catalogue.
    public static final List<Statement> STATEMENTS =
            List.of(PAGE_AFTER, PAGE_BEFORE, BY_SEQ, BY_KEY, INSERT, CHANGE, ORDINALS, TIMES, FACTS, AGES, COPY,
                    RESTORE, SEARCH);

    private EventTable() {}

    /// Events with seq above `after`, in order.
    ///
    /// Fewer than `limit` come at the end of the log, and also when the page would pass [Limits#PAGE_BYTES]: only a page that ends
    /// at the head is the last one.
    public static List<EventRow> pageAfter(Handle handle, ChannelKey channel, long after, int limit) {
        return page(handle, PAGE_AFTER, channel, after, limit);
    }

    /// The last events with seq below `before`, in order; as [#pageAfter], but a page cut short lacks its oldest.
    public static List<EventRow> pageBefore(Handle handle, ChannelKey channel, long before, int limit) {
        List<EventRow> rows = page(handle, PAGE_BEFORE, channel, before, limit);
        Collections.reverse(rows);
        return rows;
    }

    /// Events of one channel by their seqs, those that exist, in no particular order.
    public static List<EventRow> bySeq(Handle handle, ChannelKey channel, Collection<Long> seqs) {
        return byKeys(handle, seqs.stream().map(seq -> new MessageKey(channel, seq)).toList());
    }

    /// Events of any channels, those that exist, in no particular order. All on one shard.
    public static List<EventRow> byKeys(Handle handle, Collection<MessageKey> keys) {
        return withTargets(handle, bySeq(handle, keys));
    }

    /// Messages that a transaction is to change, in no particular order. All on one shard.
    static List<EventRow> bySeq(Handle handle, Collection<MessageKey> keys) {
        return Prepared.queryKeys(handle, BY_SEQ, List.copyOf(keys), EventTable::bindSeq, EventTable::readRow);
    }

    /// What was committed under these keys, in no particular order. All on one shard.
    static List<KeyedRow> byKey(Handle handle, List<KeyName> names) {
        return Prepared.queryKeys(handle, BY_KEY, names, EventTable::bindKey, EventTable::readKeyed);
    }

    /// Adds rows of channels that this transaction has locked.
    ///
    /// @param rows 1 to [Statement#MAX_ROWS]
    static void insert(Handle handle, List<NewRow> rows) {
        try (Prepared insert = Prepared.of(handle, INSERT, rows.size())) {
            for (NewRow added : rows) {
                EventRow row = added.row();
                insert.add(row.channel.workspace().value())
                        .add(row.channel.channel().value())
                        .add(row.seq)
                        .add(row.ordinal)
                        .add(row.kind)
                        .add(row.actor)
                        .add(row.subject)
                        .add(row.createdMs)
                        .add(row.clientKeyBytes())
                        .add(added.bodyHash())
                        .addUnlessZero(row.threadRoot)
                        .addUnlessZero(row.target)
                        .add(row.text)
                        .add(row.attributes);
            }
            insert.update();
        }
    }

    /// Adds copied rows, as they were.
    ///
    /// @param rows 1 to [Statement#MAX_ROWS]
    /// @param hashes of what was first sent under their keys, empty for none
    static void restore(Handle handle, List<EventRow> rows, List<byte[]> hashes) {
        try (Prepared insert = Prepared.of(handle, RESTORE, rows.size())) {
            for (int i = 0; i < rows.size(); i++) {
                EventRow row = rows.get(i);
                byte[] hash = hashes.get(i);
                insert.add(row.channel.workspace().value())
                        .add(row.channel.channel().value())
                        .add(row.seq)
                        .add(row.ordinal)
                        .add(row.kind)
                        .add(row.state)
                        .add(row.actor)
                        .add(row.subject)
                        .add(row.createdMs)
                        .add(row.clientKeyBytes())
                        .add(hash.length == 0 ? null : hash)
                        .addUnlessZero(row.threadRoot)
                        .addUnlessZero(row.target)
                        .addUnlessZero(row.changedSeq)
                        .add(row.text)
                        .add(row.attributes);
            }
            insert.update();
        }
    }

    /// Writes the state of messages of channels that this transaction has locked.
    static void change(Handle handle, List<EventRow> rows) {
        Prepared.insertAll(handle, CHANGE, rows, (insert, row) -> insert.add(row.channel.workspace().value())
                .add(row.channel.channel().value())
                .add(row.seq)
                .add(row.ordinal)
                .add(row.kind)
                .add(row.actor)
                .add(row.createdMs)
                .add(row.state)
                .addUnlessZero(row.changedSeq)
                .add(row.text)
                .add(row.attributes));
    }

    /// Ordinals at these seqs, of those that exist. All on one shard.
    public static Map<MessageKey, Long> ordinals(Handle handle, Collection<MessageKey> keys) {
        Map<MessageKey, Long> found = new HashMap<>();
        Prepared.queryKeys(
                handle, ORDINALS, List.copyOf(keys), EventTable::bindSeq,
                row -> found.put(
                        new MessageKey(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3)),
                        row.getLong(4)));
        return found;
    }

    /// When an event was committed, and who did it.
    public record Origin(Instant at, UserId actor) {}

    /// Times and actors of events. All on one shard; what is not there is left out.
    public static Map<MessageKey, Origin> origins(Handle handle, Collection<MessageKey> keys) {
        Map<MessageKey, Origin> found = new HashMap<>();
        Prepared.queryKeys(
                handle, TIMES, List.copyOf(keys), EventTable::bindSeq,
                row -> found.put(
                        new MessageKey(ChannelKey.of(row.getLong(1), row.getLong(2)), row.getLong(3)),
                        new Origin(Instant.ofEpochMilli(row.getLong(4)), new UserId(row.getLong(5)))));
        return found;
    }

    /// Events with seq above `after`, in order, without their texts.
    ///
    /// @param limit at most [Limits#PAGE_MAX]
    static List<EventRow> factsAfter(Handle handle, ChannelKey channel, long after, int limit) {
        return chunk(handle, FACTS, channel, after, limit);
    }

    /// What decides whether events are to go, with seq above `after`, in order; not whom they mention.
    public static List<LogFact> ages(Handle handle, ChannelKey channel, long after, int limit) {
        return handle.createQuery(AGES.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .bind("from", after)
                .bind("limit", limit)
                .map((row, context) -> new LogFact(
                        row.getLong(1), row.getLong(2), row.getInt(3) == EventKind.MESSAGE_POSTED.number(),
                        Instant.ofEpochMilli(row.getLong(4)), new UserId(row.getLong(5)), row.getLong(6), List.of()))
                .list();
    }

    /// Events with seq above `after`, in order, with all that is stored of them.
    public static List<ExportedEvent> copy(Handle handle, ChannelKey channel, long after, int limit) {
        return handle.createQuery(COPY.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .bind("from", after)
                .bind("limit", limit)
                .map((row, context) -> readCopy(channel, row))
                .list();
    }

    private static ExportedEvent readCopy(ChannelKey channel, ResultSet row) throws SQLException {
        int kind = row.getInt(3);
        byte[] hash = row.getBytes(9);
        return new ExportedEvent(
                channel.channel(),
                row.getLong(1),
                row.getLong(2),
                EventKind.find(kind).map(EventKind::text).orElse("kind-" + kind),
                kind,
                row.getInt(4),
                new UserId(row.getLong(5)),
                number(row.getLong(6)).map(UserId::new),
                row.getLong(7),
                Optional.ofNullable(ascii(row.getBytes(8))),
                hash == null ? Optional.empty() : Optional.of(HexFormat.of().formatHex(hash)),
                number(row.getLong(10)),
                number(row.getLong(11)),
                number(row.getLong(12)),
                Optional.ofNullable(row.getString(13)),
                Optional.ofNullable(row.getString(14)));
    }

    private static Optional<Long> number(long value) {
        return value == 0 ? Optional.empty() : Optional.of(value);
    }

    /// What is to be known of events before they are removed, with seq above `after`, in order.
    public static List<LogFact> facts(Handle handle, ChannelKey channel, long after, int limit) {
        return factsAfter(handle, channel, after, limit).stream()
                .map(row -> new LogFact(
                        row.seq, row.ordinal, row.isMessage(), row.at(), new UserId(row.actor), row.subject,
                        row.isMessage() ? row.heardUsers() : List.of()))
                .toList();
    }

    /// Messages of a range that hold a text, newest first; letters in either case. The caller bounds the range: each message in it
    /// is looked at.
    public static List<EventRow> search(Handle handle, TextSearch search, int limit) {
        return handle.createQuery(SEARCH.sql())
                .bind("workspace_id", search.channel().workspace().value())
                .bind("channel_id", search.channel().channel().value())
                .bind("first", search.first())
                .bind("last", search.last())
                .bind("actor_id", search.actor().map(UserId::value).orElse(0L))
                .bind("pattern", search.pattern())
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    private static List<EventRow> page(Handle handle, Statement statement, ChannelKey channel, long from, int limit) {
        List<EventRow> rows = new ArrayList<>();
        long bytes = 0;
        long position = from;
        while (rows.size() < limit) {
            int wanted = Math.min(CHUNK, limit - rows.size());
            List<EventRow> chunk = withTargets(handle, chunk(handle, statement, channel, position, wanted));
            for (EventRow row : chunk) {
                bytes += row.weight();
                if (bytes > Limits.PAGE_BYTES && !rows.isEmpty()) {
                    return rows;
                }
                rows.add(row);
                position = row.seq;
            }
            if (chunk.size() < wanted) {
                return rows;
            }
        }
        return rows;
    }

    private static List<EventRow> chunk(Handle handle, Statement statement, ChannelKey channel, long from, int limit) {
        return handle.createQuery(statement.sql())
                .bind("workspace_id", channel.workspace().value())
                .bind("channel_id", channel.channel().value())
                .bind("from", from)
                .bind("limit", limit)
                .map((row, context) -> readRow(row))
                .list();
    }

    /// Gives edits the messages that they changed, as those are now: in a second statement, if there are any.
    private static List<EventRow> withTargets(Handle handle, List<EventRow> rows) {
        Set<MessageKey> edited = new LinkedHashSet<>();
        Map<MessageKey, EventRow> messages = new HashMap<>();
        for (EventRow row : rows) {
            if (row.isEdit()) {
                edited.add(new MessageKey(row.channel, row.target));
            } else if (row.isMessage()) {
                messages.put(row.key(), row);
            }
        }
        edited.removeAll(messages.keySet());
        bySeq(handle, edited).forEach(row -> messages.put(row.key(), row));
        return rows.stream().map(row -> {
            EventRow message = row.isEdit() ? messages.get(new MessageKey(row.channel, row.target)) : null;
            return message == null ? row : row.with(message);
        }).toList();
    }

    private static void bindSeq(Prepared prepared, MessageKey key) {
        prepared.add(key.channel().workspace().value())
                .add(key.channel().channel().value())
                .add(key.seq());
    }

    private static void bindKey(Prepared prepared, KeyName name) {
        prepared.add(name.channel().workspace().value())
                .add(name.channel().channel().value())
                .add(name.actor())
                .add(name.storedKey().getBytes(StandardCharsets.US_ASCII));
    }

    private static EventRow readRow(ResultSet row) throws SQLException {
        return new EventRow(
                ChannelKey.of(row.getLong(1), row.getLong(2)),
                row.getLong(3),
                row.getLong(4),
                row.getInt(5),
                row.getInt(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                ascii(row.getBytes(10)),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getString(14),
                row.getString(15),
                null);
    }

    private static KeyedRow readKeyed(ResultSet row) throws SQLException {
        byte[] key = row.getBytes(4);
        byte[] hash = row.getBytes(8);
        return new KeyedRow(
                new KeyName(
                        ChannelKey.of(row.getLong(1), row.getLong(2)),
                        row.getLong(3),
                        new String(key, StandardCharsets.US_ASCII)),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                hash == null ? new byte[0] : hash);
    }

    private static @Nullable String ascii(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.US_ASCII);
    }

    /// A key in its name space.
    record KeyName(ChannelKey channel, long actor, String storedKey) {}

    /// What stands under a key.
    @SuppressWarnings("ArrayRecordComponent") // Compared by Arrays.equals, in one place.
    record KeyedRow(KeyName name, long seq, long ordinal, long createdMs, byte[] bodyHash) {}

    /// A row to be added; the hash is null for an event without a key.
    @SuppressWarnings("ArrayRecordComponent") // Goes straight into the statement.
    record NewRow(EventRow row, byte @Nullable [] bodyHash) {}
}
