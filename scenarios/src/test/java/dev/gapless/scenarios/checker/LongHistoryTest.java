package dev.gapless.scenarios.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.scenarios.format.Load.Share;
import dev.gapless.scenarios.format.Promise;
import dev.gapless.scenarios.format.Scenario.Invariant;
import dev.gapless.scenarios.history.HistoryFile;
import dev.gapless.scenarios.history.HistoryWriter;
import dev.gapless.scenarios.history.Names;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A long good history, judged for every promise. `-Dgapless.check.sends=1000000` makes it a measurement: a million sends, ten million displays; it
/// prints what that took.
class LongHistoryTest {
    private static final int SENDS = Integer.getInteger("gapless.check.sends", 5_000);
    private static final int CHANNELS = 100;
    private static final int FOLLOWERS = 10;
    private static final int DEVICES = 500;
    private static final int GATEWAYS = 2;
    /// Displays of a send lie so many sends behind it.
    private static final int LAG = 50;

    @TempDir
    private Path directory;

    @Test
    void isJudgedInOnePassInBoundedMemory() {
        HistoryFile ops = new HistoryFile(directory.resolve("ops.bin"));
        HistoryFile logs = new HistoryFile(directory.resolve("log.bin"));
        long rows = writeOps(ops.path()) + writeLogs(logs.path());
        List<Invariant> all = Arrays.stream(Promise.values())
                .map(promise -> new Invariant(promise, Optional.empty(), Optional.of(new Share.Count(1_000))))
                .toList();
        long began = System.nanoTime();
        List<CheckResult> results = Judge.judge(all, names(), ops, logs);
        double seconds = (System.nanoTime() - began) / 1e9;
        assertEquals(
                List.of(),
                results.stream()
                        .filter(Predicate.not(result -> result.verdict() == Verdict.PASS))
                        .map(CheckResult::toString)
                        .toList());
        assertEquals((long) SENDS * FOLLOWERS, checked(results, Promise.NO_DUPLICATE_DISPLAY));
        assertTrue(checked(results, Promise.ACKED_RECOVERABLE) >= SENDS);
        long heapPeak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%,d sends, %,d displays, %,d rows: judged in %.1f s, heap at most %d MB of %d MB%n",
                SENDS,
                (long) SENDS * FOLLOWERS,
                rows,
                seconds,
                heapPeak >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static long checked(List<CheckResult> results, Promise promise) {
        return results.stream()
                .filter(result -> result.promise() == promise)
                .findFirst()
                .orElseThrow()
                .checked();
    }

    private static Names names() {
        List<Names.User> users = new ArrayList<>();
        List<Names.Device> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            users.add(new Names.User("people-" + i, 0));
            devices.add(new Names.Device(i, 1));
        }
        return new Names(
                List.of("t-a", "t-b"),
                users,
                devices,
                IntStream.range(0, CHANNELS).mapToObj(i -> new Names.Channel("rooms-" + i, 0, "C" + i)).toList(),
                List.of(),
                List.of("chatter"),
                GATEWAYS);
    }

    private static int follower(int channel, int number) {
        return (channel * 7 + number) % DEVICES;
    }

    private static int channel(int op) {
        return (op - 1) % CHANNELS;
    }

    private static long seq(int op) {
        return (op - 1) / CHANNELS + 1L;
    }

    private static long writeOps(Path path) {
        try (HistoryWriter writer = new HistoryWriter(path)) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                for (int i = 0; i < FOLLOWERS; i++) {
                    writer.write(Row.place(RowKind.FOLLOWED, follower(channel, i), channel, 0, 0, -1));
                }
            }
            writer.write(Row.of(RowKind.CONNECTING, 0, 1, 0));
            writer.write(Row.of(RowKind.CONNECTED, 0, 1, 0));
            for (int op = 1; op <= SENDS + LAG; op++) {
                long at = op * 100L;
                if (op <= SENDS) {
                    int sender = follower(channel(op), op % FOLLOWERS);
                    writer.write(Row.send(RowKind.INVOKED, 0, sender, channel(op), 0, op, at, at));
                    writer.write(Row.send(RowKind.ACKED, 0, sender, channel(op), seq(op), op, 0, at + 10));
                    if (op % 10 == 0) {
                        writer.write(Row.place(RowKind.CURSOR, sender, channel(op), seq(op), 1, at + 11));
                        writer.write(new Row(
                                RowKind.READ_BACK, Row.PRESENT, sender, channel(op), seq(op), op, seq(op), at + 12));
                    }
                }
                int shown = op - LAG;
                for (int i = 0; shown > 0 && i < FOLLOWERS; i++) {
                    writer.write(Row.send(
                            RowKind.SHOWN, 0, follower(channel(shown), i), channel(shown), seq(shown), shown, 0,
                            at + 20 + i));
                }
            }
            writer.write(Row.of(RowKind.SCANNED, -1, SENDS, SENDS * 100L));
            writer.write(Row.of(RowKind.SETTLED, -1, 0, SENDS * 100L));
            writer.write(Row.place(RowKind.UNREAD, 0, 0, SENDS / CHANNELS, 0, SENDS * 100L));
            return writer.rows();
        }
    }

    private static long writeLogs(Path path) {
        try (HistoryWriter writer = new HistoryWriter(path)) {
            for (int gateway = 0; gateway < GATEWAYS; gateway++) {
                for (int op = 1; op <= SENDS; op++) {
                    writer.write(Row.send(RowKind.LOG, 0, gateway, channel(op), seq(op), op, 0, 0));
                }
                for (int channel = 0; channel < CHANNELS; channel++) {
                    writer.write(Row.place(RowKind.LOG_HEAD, gateway, channel, SENDS / CHANNELS, 0, 0));
                }
            }
            return writer.rows();
        }
    }
}
