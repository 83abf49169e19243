package dev.gapless.client.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same promises of the stores in memory and in files, and those of files alone.
class StoreContractTest {
    private static final ChannelId A = new ChannelId(1);
    private static final ChannelId B = new ChannelId(2);

    @TempDir
    Path folder;

    /// Makes a store, in a folder if it needs one.
    interface Maker<S> {
        S make(Path folder);
    }

    static Stream<Maker<PositionStore>> positionStores() {
        return Stream.of(
                folder -> new MemoryPositionStore(), folder -> FilePositionStore.open(folder.resolve("p.json")));
    }

    static Stream<Maker<OutboxStore>> outboxStores() {
        return Stream.of(folder -> new MemoryOutboxStore(), folder -> FileOutboxStore.open(folder.resolve("o.jsonl")));
    }

    @ParameterizedTest
    @MethodSource("positionStores")
    void keepsTheLastPositionOfEachChannel(Maker<PositionStore> maker) {
        try (PositionStore store = maker.make(folder)) {
            assertEquals(Map.of(), store.all());
            store.put(A, at(1, 5));
            store.put(A, at(1, 6));
            store.put(B, at(3, 0));
            assertEquals(Map.of(A, at(1, 6), B, at(3, 0)), store.all());
            store.remove(B);
            store.remove(B);
            store.flush();
            assertEquals(Optional.of(at(1, 6)), store.find(A));
            assertEquals(Optional.empty(), store.find(B));
        }
    }

    @ParameterizedTest
    @MethodSource("outboxStores")
    void keepsSendsInOrderUntilTheyAreSettled(Maker<OutboxStore> maker) {
        try (OutboxStore store = maker.make(folder)) {
            store.put(message(A, "1", "first"));
            store.put(message(B, "1", "same key, other channel"));
            store.put(message(A, "2", "line\nbreak and \"quotes\""));
            store.put(message(A, "1", "first"));
            assertEquals(3, store.all().size());
            store.settle(B, new IdempotencyKey("1"));
            store.settle(B, new IdempotencyKey("1"));
            assertEquals(List.of(message(A, "1", "first"), message(A, "2", "line\nbreak and \"quotes\"")), store.all());
        }
    }

    @Test
    void findsInTheFileWhatWasFlushed() {
        Path file = folder.resolve("deep/er/p.json");
        try (FilePositionStore store = FilePositionStore.open(file)) {
            store.put(A, at(2, 7));
            store.flush();
            assertEquals(Map.of(A, at(2, 7)), FilePositionStore.read(file));
            store.put(A, at(2, 8));
        }
        try (FilePositionStore store = FilePositionStore.open(file)) {
            assertEquals(Map.of(A, at(2, 8)), store.all());
        }
    }

    @Test
    void findsInTheJournalWhatWasNotSettled() {
        Path file = folder.resolve("o.jsonl");
        OutgoingMessage threaded =
                new OutgoingMessage(A, new IdempotencyKey("2"), "answer", Optional.of(new Seq(4)));
        try (FileOutboxStore store = FileOutboxStore.open(file)) {
            store.put(message(A, "1", "settled"));
            store.put(threaded);
            store.settle(A, new IdempotencyKey("1"));
        }
        try (FileOutboxStore store = FileOutboxStore.open(file)) {
            assertEquals(List.of(threaded), store.all());
        }
    }

    @Test
    void cutsATornLastLineOff() throws IOException {
        Path file = folder.resolve("o.jsonl");
        try (FileOutboxStore store = FileOutboxStore.open(file)) {
            store.put(message(A, "1", "whole"));
        }
        Files.writeString(file, "{\"op\":\"put\",\"channel\":\"C00000", StandardOpenOption.APPEND);
        try (FileOutboxStore store = FileOutboxStore.open(file)) {
            store.put(message(A, "2", "next"));
        }
        try (FileOutboxStore store = FileOutboxStore.open(file)) {
            assertEquals(List.of(message(A, "1", "whole"), message(A, "2", "next")), store.all());
        }
    }

    @Test
    void refusesFilesThatAreNotTheirs() throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "not ours\n");
        assertRefused(file.toString(), () -> FilePositionStore.open(file));
        assertRefused(file + ":1", () -> FileOutboxStore.open(file));
        assertThrows(StoreException.class, () -> FilePositionStore.read(folder.resolve("missing")));
    }

    @Test
    void lowersNoPositionOnACrashBeforeTheFlush() throws IOException {
        Path file = folder.resolve("p.json");
        try (FilePositionStore store = FilePositionStore.open(file)) {
            store.put(A, at(1, 5));
            store.flush();
            store.put(A, at(1, 6));
            Files.writeString(folder.resolve("p.json.next"), "half a fi");
            assertEquals(Map.of(A, at(1, 5)), FilePositionStore.read(file));
        }
    }

    @Test
    void belongsToOneClientAtATime() {
        Path file = folder.resolve("p.json");
        try (FilePositionStore store = FilePositionStore.open(file)) {
            store.put(A, at(1, 1));
            assertThrows(StoreException.class, () -> FilePositionStore.open(file));
        }
        FilePositionStore.open(file).close();
    }

    private static void assertRefused(String named, Executable opening) {
        String message = String.valueOf(assertThrows(StoreException.class, opening).getMessage());
        assertTrue(message.startsWith(named + ":"), message);
    }

    private static SavedPosition at(long epoch, long position) {
        return new SavedPosition(new Epoch(epoch), new Position(position));
    }

    private static OutgoingMessage message(ChannelId channel, String key, String text) {
        return OutgoingMessage.of(channel, new IdempotencyKey(key), text);
    }
}
