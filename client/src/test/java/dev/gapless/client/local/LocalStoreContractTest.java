package dev.gapless.client.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.store.FileOutboxStore;
import dev.gapless.client.store.StoreException;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same promises of the store in memory and in the file, and those of the file alone.
class LocalStoreContractTest {
    private static final ChannelId A = new ChannelId(1);
    private static final ChannelId B = new ChannelId(2);

    @TempDir
    Path folder;

    /// Makes a store, in a folder if it needs one.
    interface Maker {
        LocalStore make(Path folder);
    }

    static Stream<Maker> stores() {
        return Stream.of(folder -> new MemoryLocalStore(), LocalStoreContractTest::open);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void keepsTheLastRunOfEvents(Maker maker) {
        try (LocalStore store = maker.make(folder)) {
            store.keepEvents(List.of(posted(A, 1), posted(A, 2), posted(A, 5), posted(A, 6), posted(B, 9)));
            assertEquals(List.of(posted(A, 5), posted(A, 6)), store.events(A));
            store.keepEvents(List.of(posted(A, 3), posted(A, 4)));
            assertEquals(6, store.events(A).size());
            assertEquals(List.of(A, B), store.channelsWithEvents());
            store.forget(A);
            assertEquals(List.of(), store.events(A));
            assertEquals(List.of(posted(B, 9)), store.events(B));
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void boundsTheEventsOfAChannel(Maker maker) {
        try (LocalStore store = maker.make(folder)) {
            store.keepEvents(LongStream.rangeClosed(1, LocalStore.EVENTS_PER_CHANNEL + 7)
                    .mapToObj(seq -> posted(A, seq))
                    .toList());
            assertEquals(LocalStore.EVENTS_PER_CHANNEL, store.events(A).size());
            assertEquals(8, store.events(A).getFirst().seq().value());
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void erasesADeletedTextWhicheverComesFirst(Maker maker) {
        try (LocalStore store = maker.make(folder)) {
            Event edit = event(A, 3, EventBody.MessageEdited.of(new Seq(2), "secret two", List.of()));
            Event delete = event(A, 4, new EventBody.MessageDeleted(new Seq(2)));
            store.keepEvents(List.of(posted(A, 1), posted(A, 2), edit, delete));
            List<Event> erased = store.events(A);
            assertEquals(posted(A, 1), erased.getFirst());
            assertFalse(erased.toString().contains("secret") || erased.toString().contains("text of 2"), "" + erased);
            store.keepEvents(List.of(posted(A, 2), edit));
            assertEquals(erased, store.events(A));
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void keepsTheNewestCursorOfEachPlace(Maker maker) {
        try (LocalStore store = maker.make(folder)) {
            CursorView thread = new CursorView(A, Optional.of(new Seq(2)), new Seq(4), new Ordinal(1), 0, 9);
            store.keepCursor(cursor(A, 5, 3));
            store.keepCursor(cursor(A, 9, 2));
            store.keepCursor(thread);
            assertEquals(List.of(cursor(A, 5, 3), thread), store.cursors());
            assertEquals(Optional.empty(), store.revision());
            store.keepRevision(9);
            assertEquals(Optional.of(9L), store.revision());
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void keepsNamesDraftsAndNotes(Maker maker) {
        try (LocalStore store = maker.make(folder)) {
            store.keepChannels(List.of(channel(A, "old"), channel(B, "random")));
            store.keepChannels(List.of(channel(A, "general")));
            assertEquals(List.of(channel(A, "general"), channel(B, "random")), store.channels());
            store.keepDraft(A, "half a");
            assertEquals(Optional.of("half a"), store.draft(A));
            store.keepDraft(A, " ");
            assertEquals(Optional.empty(), store.draft(A));
            store.keepNote("since", "r7");
            assertEquals(Optional.of("r7"), store.note("since"));
            assertEquals(Optional.empty(), store.note("other"));
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void keepsPositionsAndSends(Maker maker) {
        try (LocalStore store = maker.make(folder)) {
            SavedPosition at = new SavedPosition(new Epoch(2), new Position(7));
            store.positions().put(A, at);
            assertEquals(Map.of(A, at), store.positions().all());
            assertEquals(Optional.of(at), store.positions().find(A));
            store.positions().remove(A);
            assertEquals(Optional.empty(), store.positions().find(A));
            OutgoingMessage reply =
                    new OutgoingMessage(A, new IdempotencyKey("2"), "'quoted'\n日本", Optional.of(new Seq(4)), true);
            store.outbox().put(send("1"));
            store.outbox().put(reply);
            store.outbox().put(send("1"));
            assertEquals(List.of(send("1"), reply), store.outbox().all());
            store.outbox().settle(A, new IdempotencyKey("1"));
            assertEquals(List.of(reply), store.outbox().all());
        }
    }

    @Test
    void findsInTheFileWhatWasKept() {
        try (LocalStore store = open(folder)) {
            store.keepEvents(List.of(posted(A, 1)));
            store.keepDraft(A, "half a");
            store.outbox().put(send("1"));
        }
        try (LocalStore store = open(folder)) {
            assertEquals(List.of(posted(A, 1)), store.events(A));
            assertEquals(Optional.of("half a"), store.draft(A));
            assertEquals(List.of(send("1")), store.outbox().all());
        }
    }

    @Test
    void losesNoSendAndNoFlushWithACrash() throws IOException {
        try (LocalStore store = open(folder)) {
            store.keepEvents(List.of(posted(A, 1)));
            store.positions().put(A, new SavedPosition(Epoch.FIRST, new Position(1)));
            store.flush();
            store.outbox().put(send("1"));
            store.keepEvents(List.of(posted(A, 2)));
            store.positions().put(A, new SavedPosition(Epoch.FIRST, new Position(2)));
            // What a crash leaves: the files as they are now.
            Path crashed = Files.createDirectories(folder.resolve("crashed"));
            for (String part : List.of("local.db", "local.db-wal")) {
                Files.copy(folder.resolve(part), crashed.resolve(part));
            }
        }
        try (LocalStore store = open(folder.resolve("crashed"))) {
            assertEquals(List.of(posted(A, 1)), store.events(A));
            assertEquals(1, store.positions().find(A).orElseThrow().position().value());
            assertEquals(List.of(send("1")), store.outbox().all());
        }
    }

    @Test
    void leavesNoDeletedTextInTheFile() throws IOException {
        try (LocalStore store = open(folder)) {
            store.keepEvents(List.of(posted(A, 1), posted(A, 2)));
            store.flush();
            store.keepEvents(List.of(event(A, 3, new EventBody.MessageDeleted(new Seq(2)))));
        }
        String file = new String(Files.readAllBytes(folder.resolve("local.db")), StandardCharsets.ISO_8859_1);
        assertTrue(file.contains("text of 1"));
        assertFalse(file.contains("text of 2"));
        assertFalse(Files.exists(folder.resolve("local.db-wal")), "the log goes when the store is closed");
    }

    @Test
    void takesOverAnOlderOutboxOnce() {
        Path journal = folder.resolve("chat.outbox.jsonl");
        try (FileOutboxStore old = FileOutboxStore.open(journal)) {
            old.put(send("1"));
        }
        try (SqliteLocalStore store = open(folder)) {
            store.adopt(journal);
            store.adopt(journal);
            assertEquals(List.of(send("1")), store.outbox().all());
        }
        assertFalse(Files.exists(journal));
    }

    @Test
    void belongsToOneProcessAndRefusesOtherFiles() throws IOException {
        try (LocalStore store = open(folder)) {
            assertThrows(StoreException.class, () -> open(folder));
            store.keepNote("x", "y");
        }
        Path other =
                Files.writeString(folder.resolve("other.db"), "not a database, but long enough to look at".repeat(9));
        assertThrows(StoreException.class, () -> SqliteLocalStore.open(other));
        assertThrows(StoreException.class, () -> SqliteLocalStore.open(other), "the claim was let go");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void findsMessagesByTheirCurrentText(Maker maker) {
        try (LocalStore store = maker.make(folder)) {
            store.keepEvents(List.of(
                    posted(A, 1),
                    posted(A, 2),
                    event(A, 3, EventBody.MessageEdited.of(new Seq(2), "The Needle here", List.of())),
                    posted(B, 1)));
            List<LocalSearch.Hit> hits = LocalSearch.find(store, "needle the", 10);
            assertEquals(1, hits.size());
            assertEquals(new Seq(2), hits.getFirst().message().seq());
            assertEquals(0, LocalSearch.find(store, "of 2", 10).size());
            assertEquals(2, LocalSearch.find(store, "TEXT", 10).size());
            assertEquals(1, LocalSearch.find(store, "text", 1).size());
            assertEquals(List.of(), LocalSearch.find(store, "  ", 10));
        }
    }

    private static SqliteLocalStore open(Path folder) {
        return SqliteLocalStore.open(folder.resolve("local.db"));
    }

    private static OutgoingMessage send(String key) {
        return OutgoingMessage.of(A, new IdempotencyKey(key), "hello " + key);
    }

    private static CursorView cursor(ChannelId channel, long seq, long revision) {
        return new CursorView(channel, Optional.empty(), new Seq(seq), new Ordinal(seq), 0, revision);
    }

    private static ChannelView channel(ChannelId id, String name) {
        return new ChannelView(
                id,
                "public",
                "normal",
                Optional.of(name),
                Optional.empty(),
                "active",
                true,
                List.of(),
                Epoch.FIRST,
                new Position(3),
                new Ordinal(2));
    }

    private static Event posted(ChannelId channel, long seq) {
        return event(channel, seq, EventBody.MessagePosted.of("text of " + seq, new IdempotencyKey("k" + seq)));
    }

    private static Event event(ChannelId channel, long seq, EventBody body) {
        return new Event(
                channel, new Seq(seq), new Ordinal(seq), new UserId(1), Instant.ofEpochMilli(seq), body);
    }
}
