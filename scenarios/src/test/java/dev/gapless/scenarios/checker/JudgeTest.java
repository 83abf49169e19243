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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// One good history, and bad ones that differ from it in one thing each: the checker whose promise is broken says so.
class JudgeTest {
    private static final Names NAMES = new Names(
            List.of("t-a", "t-b"),
            List.of(new Names.User("ada", 0), new Names.User("lin", 0), new Names.User("eve", 1)),
            List.of(new Names.Device(0, 1), new Names.Device(1, 1), new Names.Device(1, 2), new Names.Device(2, 1)),
            List.of(new Names.Channel("rooms", 0, "C1")),
            List.of("kill"),
            List.of("chatter"),
            2);
    private static final int MESSAGES = 5;
    private static final int LATE = 6_500;

    @TempDir
    private Path directory;

    /// A history under construction.
    record History(List<Row> ops, List<Row> logs) {
        History without(RowKind kind, Predicate<Row> which) {
            ops.removeIf(row -> row.kind() == kind && which.test(row));
            return this;
        }

        History and(Row... rows) {
            ops.addAll(ops.size() - 1, List.of(rows));
            return this;
        }

        History change(RowKind kind, Predicate<Row> which, UnaryOperator<Row> how) {
            ops.replaceAll(row -> row.kind() == kind && which.test(row) ? how.apply(row) : row);
            return this;
        }

        History changeLog(Predicate<Row> which, UnaryOperator<Row> how) {
            logs.replaceAll(row -> which.test(row) ? how.apply(row) : row);
            return this;
        }
    }

    /// Ada sends 1..5, which get seq 1..5; all devices of her tenant show them. Her sixth is refused.
    private static History good() {
        List<Row> ops = new ArrayList<>();
        for (int device = 0; device < 3; device++) {
            ops.add(Row.place(RowKind.FOLLOWED, device, 0, 0, 0, -1));
            ops.add(Row.of(RowKind.CONNECTING, device, 1, 5));
            ops.add(Row.of(RowKind.CONNECTED, device, 1, 10));
        }
        for (int op = 1; op <= MESSAGES; op++) {
            long at = op * 1_000L;
            ops.add(Row.send(RowKind.INVOKED, 0, 0, 0, 0, op, at, at));
            ops.add(Row.send(RowKind.ACKED, 0, 0, 0, op, op, 0, at + 10));
            for (int device = 0; device < 3; device++) {
                ops.add(shown(device, op, op, at + 20 + device));
            }
            ops.add(Row.place(RowKind.CURSOR, 1, 0, op, 0, at + 30));
            ops.add(Row.place(RowKind.CURSOR, 2, 0, op, 0, at + 30));
            ops.add(Row.send(RowKind.READ_BACK, Row.PRESENT, 0, 0, op, op, op, at + 40));
        }
        ops.add(Row.send(RowKind.INVOKED, 0, 0, 0, 0, 6, 0, 6_000));
        ops.add(refused(6, Row.DEFINITE | Row.CODED | Row.OVERLOAD | Row.HINTED));
        ops.add(Row.of(RowKind.SCANNED, -1, 100, 7_000));
        ops.add(Row.place(RowKind.UNREAD, 1, 0, 2, 3, 7_100));
        ops.add(Row.of(RowKind.SETTLED, -1, 0, 7_200));
        List<Row> logs = new ArrayList<>();
        for (int gateway = 0; gateway < 2; gateway++) {
            for (int seq = 1; seq <= MESSAGES; seq++) {
                logs.add(Row.send(RowKind.LOG, 0, gateway, 0, seq, seq, 0, 8_000));
            }
            logs.add(Row.place(RowKind.LOG_HEAD, gateway, 0, MESSAGES, 0, 8_000));
        }
        return new History(ops, logs);
    }

    /// A change that breaks one promise.
    record Bad(String name, Promise broken, Consumer<History> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> bad() {
        return Stream.of(
                new Bad("an acknowledged send is not in the log", Promise.ACKED_RECOVERABLE,
                        history -> history.changeLog(row -> log(row) && row.seq() == 3, row -> withOp(row, 0))),
                new Bad("a send was acknowledged at the seq of another", Promise.ACKED_RECOVERABLE,
                        history -> history.change(RowKind.ACKED, row -> row.op() == 4, row -> withSeq(row, 3))),
                new Bad("a definitely refused send is in the log", Promise.ACKED_RECOVERABLE,
                        history -> history.and(refused(2, Row.DEFINITE | Row.CODED))),
                new Bad("gateways differ", Promise.ACKED_RECOVERABLE, history -> history.changeLog(
                        row -> log(row) && row.subject() == 1 && row.seq() == 2, row -> withOp(row, 9))),
                new Bad("a hole in the log", Promise.DENSE_SEQ,
                        history -> history.logs().removeIf(row -> log(row) && row.seq() == 2)),
                new Bad("a number used twice", Promise.DENSE_SEQ,
                        history -> history.logs().add(3, Row.send(RowKind.LOG, 0, 0, 0, 3, 9, 0, 8_000))),
                new Bad("a head above the last event", Promise.DENSE_SEQ,
                        history -> history.changeLog(row -> !log(row), row -> withSeq(row, 7))),
                new Bad("one key at two seqs", Promise.IDEMPOTENT_SEND,
                        history -> history.and(Row.send(RowKind.ACKED, Row.DUPLICATE, 0, 0, 5, 4, 0, LATE))),
                new Bad("one send twice in the log", Promise.IDEMPOTENT_SEND,
                        history -> history.changeLog(row -> log(row) && row.seq() == 5, row -> withOp(row, 4))),
                new Bad("shown twice", Promise.NO_DUPLICATE_DISPLAY, history -> history.and(shown(1, 5, 5, LATE))),
                new Bad("shown, and not in the log", Promise.NO_PHANTOM_DISPLAY,
                        history -> history.and(shown(1, 6, 6, LATE))),
                new Bad("shown as another", Promise.NO_PHANTOM_DISPLAY, history -> history.change(
                        RowKind.SHOWN, row -> row.subject() == 2 && row.seq() == 3, row -> withOp(row, 4))),
                new Bad("shown behind a higher one", Promise.PER_CONVERSATION_ORDER, history -> history
                        .without(RowKind.SHOWN, row -> row.subject() == 1 && row.seq() == 3)
                        .and(shown(1, 3, 3, LATE))),
                new Bad("never shown", Promise.CONVERGED,
                        history -> history.without(RowKind.SHOWN, row -> row.subject() == 1 && row.seq() == 3)),
                new Bad("the last one never shown", Promise.CONVERGED,
                        history -> history.without(RowKind.SHOWN, row -> row.subject() == 1 && row.seq() == MESSAGES)),
                new Bad("shown too late", Promise.CONVERGED, history -> history
                        .without(RowKind.SHOWN, row -> row.subject() == 1 && row.seq() == MESSAGES)
                        .and(shown(1, MESSAGES, MESSAGES, 60_000_000))),
                new Bad("a cursor falls", Promise.CURSOR_MONOTONE, history -> history.and(
                        Row.place(RowKind.CURSOR, 1, 0, 2, 0, LATE), Row.place(RowKind.CURSOR, 1, 0, 5, 0, LATE))),
                new Bad("two devices of a user disagree", Promise.CURSOR_MONOTONE,
                        history -> history.without(RowKind.CURSOR, row -> row.subject() == 2 && row.seq() == MESSAGES)),
                new Bad("one unread too many", Promise.UNREAD_EXACT,
                        history -> history.change(RowKind.UNREAD, row -> true, row -> withSeq(row, 3))),
                new Bad("a canary of another tenant", Promise.TENANT_ISOLATION,
                        history -> history.and(Row.of(RowKind.LEAKED, 3, 0, LATE))),
                new Bad("a page without one's own message", Promise.READ_YOUR_WRITES, history -> history.change(
                        RowKind.READ_BACK,
                        row -> row.op() == 4,
                        row -> Row.send(RowKind.READ_BACK, 0, 0, 0, 4, 4, 3, row.at()))),
                new Bad("a send without an outcome", Promise.NO_SILENT_DROP,
                        history -> history.and(Row.send(RowKind.INVOKED, 0, 0, 0, 0, 7, 0, LATE))),
                new Bad("a refusal without a code", Promise.NO_SILENT_DROP,
                        history -> history.and(refused(6, Row.DEFINITE))),
                new Bad("overload without a hint", Promise.NO_SILENT_DROP,
                        history -> history.and(refused(6, Row.DEFINITE | Row.CODED | Row.OVERLOAD))),
                new Bad("a herd", Promise.BOUNDED_RECONNECT_RATE, history -> {
                    for (int i = 0; i < 20; i++) {
                        history.and(Row.of(RowKind.CONNECTING, 1, 1, 2_000_000 + i));
                    }
                }),
                new Bad("a herd across the turn of a second", Promise.BOUNDED_RECONNECT_RATE, history -> {
                    for (int i = 0; i < 20; i++) {
                        history.and(Row.of(RowKind.CONNECTING, 1, 1, 2_900_000 + i * 10_000L));
                    }
                }));
    }

    @ParameterizedTest
    @EnumSource(Promise.class)
    void aGoodHistoryKeepsEveryPromise(Promise promise) {
        CheckResult result = judge(good(), promise);
        assertEquals(Verdict.PASS, result.verdict(), () -> result.violations().toString());
        assertTrue(result.checked() > 0);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadHistoryBreaksOne(Bad bad) {
        History history = good();
        bad.change().accept(history);
        CheckResult result = judge(history, bad.broken());
        assertEquals(Verdict.VIOLATED, result.verdict());
        List<String> story = story(result);
        assertTrue(story.size() >= 2 && story.size() <= Story.LINES, () -> String.join("\n", story));
    }

    @Test
    void aHistoryInWhichNothingHappenedProvesNothing() {
        History history = new History(List.of(), List.of());
        for (Promise promise : Promise.values()) {
            assertEquals(Verdict.INCONCLUSIVE, judge(history, promise).verdict(), promise.text());
        }
    }

    /// Messages that were there before the run are nobody's send, and unread like all others; joins and edits are not.
    @Test
    void unreadCountsMessagesFromBeforeTheRunAndNoOtherEvents() {
        History history = good();
        for (int gateway = 0; gateway < 2; gateway++) {
            history.logs().add(Row.send(RowKind.LOG, Row.MESSAGE, gateway, 0, 6, 0, 0, 8_000));
            history.logs().add(Row.send(RowKind.LOG, 0, gateway, 0, 7, 0, 0, 8_000));
        }
        assertEquals(Verdict.VIOLATED, judge(history, Promise.UNREAD_EXACT).verdict());
        history.change(RowKind.UNREAD, row -> true, row -> withSeq(row, 3));
        assertEquals(Verdict.PASS, judge(history, Promise.UNREAD_EXACT).verdict());
    }

    @Test
    void eachHerdIsToldOnceAndConnectsApartAreNone() {
        History history = good();
        for (int herd = 0; herd < 3; herd++) {
            for (int i = 0; i < 40; i++) {
                history.and(Row.of(RowKind.CONNECTING, 1, 1, 10_000_000L * (herd + 1) + i * 7_000L));
            }
        }
        for (int i = 0; i < 40; i++) {
            history.and(Row.of(RowKind.CONNECTING, 1, 1, 60_000_000L + i * 200_000L));
        }
        assertEquals(
                List.of(
                        "40 connects within the second from 10.00 s (expected: at most 10)",
                        "40 connects within the second from 20.00 s (expected: at most 10)",
                        "40 connects within the second from 30.00 s (expected: at most 10)"),
                judge(history, Promise.BOUNDED_RECONNECT_RATE).violations().stream().map(Violation::what).toList());
    }

    /// There are four devices.
    @Test
    void aBoundMayBeAShareOfTheDevices() {
        History history = good();
        for (int i = 0; i < 5; i++) {
            history.and(Row.of(RowKind.CONNECTING, 1, 1, 10_000_000L + i));
        }
        assertEquals(
                Verdict.VIOLATED,
                judge(history, Promise.BOUNDED_RECONNECT_RATE, new Share.Fraction(1)).verdict());
        assertEquals(
                Verdict.PASS, judge(history, Promise.BOUNDED_RECONNECT_RATE, new Share.Fraction(1.4)).verdict());
    }

    @Test
    void aMissingDisplayBreaksConvergenceAlone() {
        History history = good().without(RowKind.SHOWN, row -> row.subject() == 1 && row.seq() == 3);
        for (Promise promise : Promise.values()) {
            Verdict expected = promise == Promise.CONVERGED ? Verdict.VIOLATED : Verdict.PASS;
            assertEquals(expected, judge(history, promise).verdict(), promise.text());
        }
    }

    @Test
    void tellsTheStoryOfAMissingMessage() {
        History history = good().without(RowKind.SHOWN, row -> row.subject() == 1 && row.seq() == 3)
                .and(Row.of(RowKind.FAULT_STARTED, 0, 0, 2_500), Row.of(RowKind.FAULT_ENDED, 0, 0, 3_500));
        String story = String.join("\n", story(judge(history, Promise.CONVERGED)));
        for (String part : List.of(
                "lin/1 of t-a never showed seq 3",
                "ada/1 of t-a sends 3",
                "acknowledged at seq 3",
                "fault kill begins",
                "lin/2 of t-a shows seq 3",
                "gateway 2: send 3")) {
            assertTrue(story.contains(part), () -> part + " in\n" + story);
        }
    }

    private List<String> story(CheckResult result) {
        return Story.tell(
                result.promise(),
                1,
                result.violations().getFirst(),
                NAMES,
                new HistoryFile(directory.resolve("ops.bin")),
                new HistoryFile(directory.resolve("log.bin")));
    }

    private CheckResult judge(History history, Promise promise) {
        return judge(history, promise, new Share.Count(10));
    }

    private CheckResult judge(History history, Promise promise, Share most) {
        Path ops = write("ops.bin", history.ops());
        Path logs = write("log.bin", history.logs());
        Invariant invariant =
                new Invariant(promise, Optional.of(Duration.ofSeconds(30)), Optional.of(most));
        return Judge.judge(List.of(invariant), NAMES, new HistoryFile(ops), new HistoryFile(logs)).getFirst();
    }

    private Path write(String name, List<Row> rows) {
        Path file = directory.resolve(name);
        try (HistoryWriter writer = new HistoryWriter(file)) {
            rows.forEach(writer::write);
        }
        return file;
    }

    private static boolean log(Row row) {
        return row.kind() == RowKind.LOG;
    }

    private static Row shown(int device, long seq, long op, long at) {
        return Row.send(RowKind.SHOWN, 0, device, 0, seq, op, 0, at);
    }

    private static Row refused(long op, int flags) {
        return Row.send(RowKind.REFUSED, flags, 0, 0, 0, op, 0, LATE);
    }

    private static Row withOp(Row row, long op) {
        return new Row(row.kind(), row.flags(), row.subject(), row.channel(), row.seq(), op, row.value(), row.at());
    }

    private static Row withSeq(Row row, long seq) {
        return new Row(row.kind(), row.flags(), row.subject(), row.channel(), seq, row.op(), row.value(), row.at());
    }
}
