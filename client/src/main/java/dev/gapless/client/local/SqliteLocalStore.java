package dev.gapless.client.local;

import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.store.FileOutboxStore;
import dev.gapless.client.store.OutboxStore;
import dev.gapless.client.store.OwnedFile;
import dev.gapless.client.store.PositionStore;
import dev.gapless.client.store.StoreException;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/// A local store in one SQLite file, which one process has at a time.
///
/// Whatever is kept between two flushes is one transaction, the device's position among it, so a position is never ahead of the
/// events that were shown. A send is a transaction of its own, on the disk before it is tried. Freed pages are overwritten, so
/// that a deleted text is not found in the file either.
public final class SqliteLocalStore implements LocalStore {
    private static final int FORMAT = 1;
    private static final int BUSY_MS = 2_000;
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE event (channel INTEGER NOT NULL, seq INTEGER NOT NULL, about INTEGER NOT NULL,"
                    + " gone INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (channel, seq)) WITHOUT ROWID",
            "CREATE INDEX event_about ON event (channel, about, gone)",
            "CREATE TABLE position (channel INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL)",
            "CREATE TABLE outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, channel INTEGER NOT NULL,"
                    + " send_key TEXT NOT NULL, text TEXT NOT NULL, root INTEGER NOT NULL, also INTEGER NOT NULL,"
                    + " UNIQUE (channel, send_key))",
            "CREATE TABLE draft (channel INTEGER PRIMARY KEY, text TEXT NOT NULL)",
            "CREATE TABLE cursor (channel INTEGER NOT NULL, root INTEGER NOT NULL, revision INTEGER NOT NULL,"
                    + " json TEXT NOT NULL, PRIMARY KEY (channel, root)) WITHOUT ROWID",
            "CREATE TABLE thing (kind TEXT NOT NULL, id INTEGER NOT NULL, json TEXT NOT NULL,"
                    + " PRIMARY KEY (kind, id)) WITHOUT ROWID",
            "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
    private static final String CHANNEL = "channel";
    private static final String PERSON = "person";
    private static final String COUNT = "count";
    private static final String REVISION = "revision";

    private final OwnedFile owned;
    private final Sql sql;
    private final PositionStore positions = new Positions();
    private final OutboxStore outbox = new Outbox();

    private SqliteLocalStore(OwnedFile owned, Sql sql) {
        this.owned = owned;
        this.sql = sql;
    }

    /// Opens the store of one context; file and folder are made if they are missing.
    ///
    /// @throws StoreException if another process has it, or it is no local store
    public static SqliteLocalStore open(Path file) {
        OwnedFile owned = OwnedFile.claim(file);
        try {
            return new SqliteLocalStore(owned, new Sql(file, connect(file)));
        } catch (SQLException e) {
            owned.close();
            throw new StoreException(file + ": not readable as a local store (expected: what gapless wrote)", e);
        } catch (StoreException e) {
            owned.close();
            throw e;
        }
    }

    /// Takes over the sends of a journal that an earlier version kept, once: the journal goes when they are here.
    ///
    /// @throws StoreException if another process has the journal
    public void adopt(Path journal) {
        if (!Files.exists(journal)) {
            return;
        }
        try (FileOutboxStore old = FileOutboxStore.open(journal)) {
            old.all().forEach(outbox::put);
        }
        try {
            Files.delete(journal);
        } catch (IOException e) {
            throw new StoreException(journal + ": " + e, e);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MS);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            prepare(file, connection);
            return connection;
        } catch (SQLException | StoreException e) {
            connection.close();
            throw e;
        }
    }

    private static void prepare(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA secure_delete = ON");
            int format;
            try (var row = statement.executeQuery("PRAGMA user_version")) {
                format = row.getInt(1);
            }
            if (format > FORMAT) {
                throw new StoreException(file + ": format " + format + " (expected: at most " + FORMAT + ")");
            }
            connection.setAutoCommit(false);
            if (format == 0) {
                for (String part : SCHEMA) {
                    statement.execute(part);
                }
                statement.execute("PRAGMA user_version = " + FORMAT);
                connection.commit();
            }
        }
    }

    @Override
    public PositionStore positions() {
        return positions;
    }

    @Override
    public OutboxStore outbox() {
        return outbox;
    }

    @Override
    public synchronized void keepEvents(List<Event> events) {
        Set<ChannelId> channels = new LinkedHashSet<>();
        for (Event event : events) {
            channels.add(event.channel());
            Erasure.gone(event).ifPresent(target -> erase(event, target));
            Optional<Event> gone = Erasure.textOf(event).flatMap(target -> goneBy(event.channel(), target));
            put(gone.map(delete -> Erasure.erased(event, Erasure.change(delete))).orElse(event));
        }
        for (ChannelId channel : channels) {
            sql.change(
                    "DELETE FROM event WHERE channel = ? AND seq <= (SELECT seq FROM event WHERE channel = ?"
                            + " ORDER BY seq DESC LIMIT 1 OFFSET ?)",
                    channel.value(),
                    channel.value(),
                    EVENTS_PER_CHANNEL);
        }
    }

    /// Takes the text out of what is kept of a message.
    private void erase(Event why, Seq target) {
        List<Event> about = sql.rows(
                row -> event(row.getString(1)),
                "SELECT json FROM event WHERE channel = ? AND about = ? AND gone = 0",
                why.channel().value(),
                target.value());
        for (Event event : about) {
            put(Erasure.erased(event, Erasure.change(why)));
        }
    }

    private Optional<Event> goneBy(ChannelId channel, Seq target) {
        return sql.rows(
                row -> event(row.getString(1)),
                "SELECT json FROM event WHERE channel = ? AND about = ? AND gone = 1 LIMIT 1",
                channel.value(),
                target.value())
                .stream()
                .findFirst();
    }

    /// A row's `about` is the message whose text it holds or takes away, 0 for none.
    private void put(Event event) {
        Optional<Seq> gone = Erasure.gone(event);
        sql.change(
                "INSERT OR REPLACE INTO event (channel, seq, about, gone, json) VALUES (?, ?, ?, ?, ?)",
                event.channel().value(),
                event.seq().value(),
                gone.or(() -> Erasure.textOf(event)).map(Seq::value).orElse(0L),
                gone.isPresent() ? 1 : 0,
                new String(EventCodec.json(event), StandardCharsets.UTF_8));
    }

    @Override
    public synchronized List<Event> events(ChannelId channel) {
        List<Event> newestFirst = sql.rows(
                row -> event(row.getString(1)),
                "SELECT json FROM event WHERE channel = ? ORDER BY seq DESC LIMIT ?",
                channel.value(),
                EVENTS_PER_CHANNEL);
        List<Event> run = new ArrayList<>();
        for (Event event : newestFirst) {
            if (!run.isEmpty() && event.seq().value() != run.getLast().seq().value() - 1) {
                break;
            }
            run.add(event);
        }
        return run.reversed();
    }

    @Override
    public synchronized List<ChannelId> channelsWithEvents() {
        return sql.rows(row -> new ChannelId(row.getLong(1)), "SELECT DISTINCT channel FROM event ORDER BY channel");
    }

    @Override
    public synchronized void forget(ChannelId channel) {
        sql.change("DELETE FROM event WHERE channel = ?", channel.value());
        sql.change("DELETE FROM position WHERE channel = ?", channel.value());
        sql.change("DELETE FROM cursor WHERE channel = ?", channel.value());
    }

    @Override
    public synchronized void keepDraft(ChannelId channel, String text) {
        if (text.isBlank()) {
            sql.change("DELETE FROM draft WHERE channel = ?", channel.value());
        } else {
            sql.change("INSERT OR REPLACE INTO draft (channel, text) VALUES (?, ?)", channel.value(), text);
        }
    }

    @Override
    public synchronized Optional<String> draft(ChannelId channel) {
        return sql.rows(row -> row.getString(1), "SELECT text FROM draft WHERE channel = ?", channel.value()).stream()
                .findFirst();
    }

    @Override
    public synchronized void keepCursor(CursorView cursor) {
        sql.change(
                "INSERT INTO cursor (channel, root, revision, json) VALUES (?, ?, ?, ?) ON CONFLICT (channel, root)"
                        + " DO UPDATE SET revision = excluded.revision, json = excluded.json"
                        + " WHERE excluded.revision >= cursor.revision",
                cursor.channel().value(),
                cursor.threadRoot().map(Seq::value).orElse(0L),
                cursor.revision(),
                ApiCodec.text(cursor));
    }

    @Override
    public synchronized List<CursorView> cursors() {
        return sql.rows(row -> read(row.getString(1), CursorView.class),
                "SELECT json FROM cursor ORDER BY channel, root");
    }

    @Override
    public synchronized void keepRevision(long revision) {
        keepNote(REVISION, Long.toString(revision));
    }

    @Override
    public synchronized Optional<Long> revision() {
        return note(REVISION).map(Long::valueOf);
    }

    @Override
    public synchronized void keepChannels(List<ChannelView> channels) {
        channels.forEach(channel -> keep(CHANNEL, channel.id().value(), channel));
    }

    @Override
    public synchronized List<ChannelView> channels() {
        return kept(CHANNEL, ChannelView.class);
    }

    @Override
    public synchronized void keepPeople(List<UserView> people) {
        people.forEach(user -> keep(PERSON, user.id().value(), user));
    }

    @Override
    public synchronized List<UserView> people() {
        return kept(PERSON, UserView.class);
    }

    @Override
    public synchronized void keepUnread(List<UnreadView> counts) {
        counts.forEach(count -> keep(COUNT, count.channel().value(), count));
    }

    @Override
    public synchronized List<UnreadView> unread() {
        return kept(COUNT, UnreadView.class);
    }

    @Override
    public synchronized void keepNote(String name, String value) {
        sql.change("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", name, value);
    }

    @Override
    public synchronized Optional<String> note(String name) {
        return sql.rows(row -> row.getString(1), "SELECT value FROM note WHERE name = ?", name).stream().findFirst();
    }

    @Override
    public synchronized void flush() {
        sql.commit();
    }

    @Override
    public synchronized void close() {
        try {
            sql.commit();
            sql.close();
        } finally {
            owned.close();
        }
    }

    private void keep(String kind, long id, Object value) {
        sql.change(
                "INSERT OR REPLACE INTO thing (kind, id, json) VALUES (?, ?, ?)", kind, id, ApiCodec.text(value));
    }

    private <T> List<T> kept(String kind, Class<T> type) {
        return sql.rows(
                row -> read(row.getString(1), type),
                "SELECT json FROM thing WHERE kind = ? ORDER BY id LIMIT ?",
                kind,
                NAMES_MAX);
    }

    private static Event event(String json) {
        return EventCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T read(String json, Class<T> type) {
        return ApiCodec.read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    /// The positions in the file.
    private final class Positions implements PositionStore {
        @Override
        public Map<ChannelId, SavedPosition> all() {
            synchronized (SqliteLocalStore.this) {
                Map<ChannelId, SavedPosition> all = new HashMap<>();
                sql.rows(
                        row -> all.put(new ChannelId(row.getLong(1)), saved(row.getLong(2), row.getLong(3))),
                        "SELECT channel, epoch, seq FROM position");
                return all;
            }
        }

        @Override
        public Optional<SavedPosition> find(ChannelId channel) {
            synchronized (SqliteLocalStore.this) {
                return sql.rows(
                        row -> saved(row.getLong(1), row.getLong(2)),
                        "SELECT epoch, seq FROM position WHERE channel = ?",
                        channel.value())
                        .stream()
                        .findFirst();
            }
        }

        @Override
        public void put(ChannelId channel, SavedPosition position) {
            synchronized (SqliteLocalStore.this) {
                sql.change(
                        "INSERT OR REPLACE INTO position (channel, epoch, seq) VALUES (?, ?, ?)",
                        channel.value(),
                        position.epoch().value(),
                        position.position().value());
            }
        }

        @Override
        public void remove(ChannelId channel) {
            synchronized (SqliteLocalStore.this) {
                sql.change("DELETE FROM position WHERE channel = ?", channel.value());
            }
        }

        @Override
        public void flush() {
            SqliteLocalStore.this.flush();
        }

        @Override
        public void close() {
            flush();
        }

        private SavedPosition saved(long epoch, long seq) {
            return new SavedPosition(new Epoch(epoch), new Position(seq));
        }
    }

    /// The sends in the file.
    private final class Outbox implements OutboxStore {
        @Override
        public List<OutgoingMessage> all() {
            synchronized (SqliteLocalStore.this) {
                return sql.rows(
                        row -> new OutgoingMessage(
                                new ChannelId(row.getLong(1)),
                                new IdempotencyKey(row.getString(2)),
                                row.getString(3),
                                row.getLong(4) == 0 ? Optional.empty() : Optional.of(new Seq(row.getLong(4))),
                                row.getInt(5) == 1),
                        "SELECT channel, send_key, text, root, also FROM outbox ORDER BY number");
            }
        }

        @Override
        public void put(OutgoingMessage message) {
            synchronized (SqliteLocalStore.this) {
                sql.change(
                        "INSERT OR IGNORE INTO outbox (channel, send_key, text, root, also) VALUES (?, ?, ?, ?, ?)",
                        message.channel().value(),
                        message.key().value(),
                        message.text(),
                        message.threadRoot().map(Seq::value).orElse(0L),
                        message.alsoToChannel() ? 1 : 0);
                sql.commit();
            }
        }

        @Override
        public void settle(ChannelId channel, IdempotencyKey key) {
            synchronized (SqliteLocalStore.this) {
                sql.change(
                        "DELETE FROM outbox WHERE channel = ? AND send_key = ?", channel.value(), key.value());
            }
        }

        @Override
        public void close() {
            flush();
        }
    }
}
