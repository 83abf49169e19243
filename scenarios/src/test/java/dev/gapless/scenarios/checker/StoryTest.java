package dev.gapless.scenarios.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.scenarios.format.Promise;
import dev.gapless.scenarios.format.Scenario.Invariant;
import dev.gapless.scenarios.history.HistoryFile;
import dev.gapless.scenarios.history.HistoryWriter;
import dev.gapless.scenarios.history.Names;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Histories as planted bugs make them, in short; the story of each is told in at most fifteen lines.
class StoryTest {
    private static final Names NAMES = new Names(
            List.of("t-a", "t-b"),
            List.of(new Names.User("ada", 0), new Names.User("lin", 0), new Names.User("eve", 1)),
            List.of(new Names.Device(0, 1), new Names.Device(1, 1), new Names.Device(2, 1)),
            List.of(new Names.Channel("rooms", 0, "C1")),
            List.of("storm"),
            List.of("chatter"),
            2);

    @TempDir
    private Path directory;

    private final List<Row> ops = new ArrayList<>();
    private final List<Row> logs = new ArrayList<>();

    /// `ack-before-commit`: send 2 is told seq 2, which send 3 gets.
    @Test
    void tellsOfASendThatWasAcknowledgedAndLost() {
        follow();
        send(1, 1, 1_000);
        ops.add(invoked(2, 2_000));
        ops.add(acked(2, 2, 2_040));
        ops.add(Row.of(RowKind.FAULT_STARTED, 0, 0, 2_500_000));
        send(3, 2, 3_000);
        log(1, 3);
        assertEquals(
                """
                acked_recoverable#1: send 2 was acknowledged at seq 2 of #rooms of t-a, where the log has send 3
                  called lost write, aborted read, divergence; it holds when every ok send is in H(c) at its seq on every gateway; no fail send is; an info send is there at most once
                    1.020 s  ada/1 of t-a shows seq 1, send 1
                    2.000 s  ada/1 of t-a sends 2 to #rooms of t-a
                    2.040 s  send 2 is acknowledged at seq 2 of #rooms of t-a
                    2.500 s  fault storm begins
                    3.010 s  send 3 is acknowledged at seq 2 of #rooms of t-a
                    3.020 s  ada/1 of t-a shows seq 2, send 3
                    3.021 s  lin/1 of t-a shows seq 2, send 3
                 in the log  seq 2 of #rooms of t-a: gateway 1: send 3, gateway 2: send 3""",
                story(Promise.ACKED_RECOVERABLE));
    }

    /// `push-before-commit`: lin shows send 2 at seq 2; it is rolled back, and send 3 is there.
    @Test
    void tellsOfAMessageThatWasShownAndRolledBack() {
        follow();
        send(1, 1, 1_000);
        ops.add(invoked(2, 2_000));
        ops.add(shown(1, 2, 2, 2_020));
        ops.add(Row.send(RowKind.REFUSED, Row.DEFINITE | Row.CODED, 0, 0, 0, 2, 0, 2_030_000));
        ops.add(invoked(3, 3_000));
        ops.add(acked(3, 2, 3_010));
        ops.add(shown(0, 2, 3, 3_020));
        log(1, 3);
        assertEquals(
                """
                no_phantom_display#1: lin/1 of t-a showed send 2 at seq 2 of #rooms of t-a, where the log has send 3
                  called phantom, message after rollback; it holds when D(x, c) is a part of H(c), event by event
                    1.021 s  lin/1 of t-a shows seq 1, send 1
                    2.000 s  ada/1 of t-a sends 2 to #rooms of t-a
                    2.020 s  lin/1 of t-a shows seq 2, send 2
                    2.030 s  send 2 is refused definitely
                    3.010 s  send 3 is acknowledged at seq 2 of #rooms of t-a
                    3.020 s  ada/1 of t-a shows seq 2, send 3
                 in the log  seq 2 of #rooms of t-a: gateway 1: send 3, gateway 2: send 3""",
                story(Promise.NO_PHANTOM_DISPLAY));
    }

    /// `skip-seq`: nothing is at seq 2.
    @Test
    void tellsOfAHole() {
        follow();
        send(1, 1, 1_000);
        send(2, 3, 2_000);
        logs.clear();
        for (int gateway = 0; gateway < 2; gateway++) {
            logs.add(entry(gateway, 1, 1));
            logs.add(entry(gateway, 3, 2));
            logs.add(Row.place(RowKind.LOG_HEAD, gateway, 0, 3, 0, 9_000_000));
        }
        assertEquals(
                """
                dense_seq#1: #rooms of t-a has seq 3 after 1: a hole
                  called hole, reused number; it holds when the seqs of H(c) are 1..head, each once
                    2.000 s  ada/1 of t-a sends 2 to #rooms of t-a
                    2.010 s  send 2 is acknowledged at seq 3 of #rooms of t-a
                    2.020 s  ada/1 of t-a shows seq 3, send 2
                    2.021 s  lin/1 of t-a shows seq 3, send 2
                 in the log  seq 3 of #rooms of t-a: gateway 1: send 2, gateway 2: send 2""",
                story(Promise.DENSE_SEQ));
    }

    /// `forget-keys`: the same send is there twice.
    @Test
    void tellsOfADoublePost() {
        follow();
        ops.add(invoked(1, 1_000));
        ops.add(Row.send(RowKind.DOUBTFUL, 0, 0, 0, 0, 1, 0, 1_400_000));
        ops.add(acked(1, 2, 1_900));
        log(1, 1);
        assertEquals(
                """
                idempotent_send#1: send 1 is in #rooms of t-a twice, the second time at seq 2
                  called double post; it holds when a client's key has one seq, however often and wherever it was sent
                    1.000 s  ada/1 of t-a sends 1 to #rooms of t-a
                    1.400 s  send 1 is in doubt: its answer is missing
                    1.900 s  send 1 is acknowledged at seq 2 of #rooms of t-a
                 in the log  seq 2 of #rooms of t-a: gateway 1: send 1, gateway 2: send 1""",
                story(Promise.IDEMPOTENT_SEND));
    }

    /// `show-out-of-order`: lin shows seq 2 after seq 3.
    @Test
    void tellsOfAMessageInTheWrongPlace() {
        follow();
        send(1, 1, 1_000);
        ops.add(invoked(2, 2_000));
        ops.add(acked(2, 2, 2_010));
        ops.add(shown(1, 3, 3, 2_100));
        ops.add(shown(1, 2, 2, 2_200));
        log(1, 2, 3);
        assertEquals(
                """
                per_conversation_order#1: lin/1 of t-a showed seq 2 of #rooms of t-a after seq 3
                  called reordering, time travel; it holds when D(x, c) rises in seq
                    1.021 s  lin/1 of t-a shows seq 1, send 1
                    2.000 s  ada/1 of t-a sends 2 to #rooms of t-a
                    2.010 s  send 2 is acknowledged at seq 2 of #rooms of t-a
                    2.100 s  lin/1 of t-a shows seq 3, send 3
                    2.200 s  lin/1 of t-a shows seq 2, send 2
                 in the log  seq 2 of #rooms of t-a: gateway 1: send 2, gateway 2: send 2""",
                story(Promise.PER_CONVERSATION_ORDER));
    }

    /// `cursor-back`: lin's device hears that her cursor is at the beginning again.
    @Test
    void tellsOfACursorThatFell() {
        follow();
        send(1, 1, 1_000);
        ops.add(Row.place(RowKind.CURSOR, 1, 0, 7, 0, 2_000_000));
        ops.add(Row.place(RowKind.CURSOR, 1, 0, 1, 0, 2_100_000));
        log(1);
        assertEquals(
                """
                cursor_monotone#1: lin/1 of t-a saw the read cursor in #rooms of t-a fall from 7 to 1
                  called unread again, cursor regression; it holds when the read cursor of a user in a channel never falls, as each device sees it, and all devices agree in the end
                    1.010 s  send 1 is acknowledged at seq 1 of #rooms of t-a
                    1.020 s  ada/1 of t-a shows seq 1, send 1
                    1.021 s  lin/1 of t-a shows seq 1, send 1
                    2.000 s  lin/1 of t-a hears that the cursor is at 7
                    2.100 s  lin/1 of t-a hears that the cursor is at 1
                 in the log  seq 1 of #rooms of t-a: gateway 1: send 1, gateway 2: send 1""",
                story(Promise.CURSOR_MONOTONE));
    }

    /// However much happens around it, the send itself stays in the story, and the story stays short.
    @Test
    void keepsToFifteenLinesAndToTheSend() {
        follow();
        ops.add(invoked(1, 1_000));
        for (int i = 0; i < 40; i++) {
            ops.add(Row.send(RowKind.DOUBTFUL, 0, 0, 0, 0, 1, 0, 1_000_000L + i * 1_000L));
        }
        for (int i = 0; i < 40; i++) {
            ops.add(shown(0, 1, 2, 2_000 + i));
        }
        ops.add(acked(1, 1, 3_000));
        log(2);
        List<String> lines = story(Promise.ACKED_RECOVERABLE).lines().toList();
        assertTrue(lines.size() <= Story.LINES, () -> String.join("\n", lines));
        assertTrue(lines.getFirst().contains("send 1 was acknowledged at seq 1"), lines.getFirst());
        assertTrue(lines.stream().anyMatch(line -> line.contains("ada/1 of t-a sends 1")));
        assertTrue(lines.stream().anyMatch(line -> line.contains("more rows of others")));
    }

    private String story(Promise promise) {
        ops.add(Row.of(RowKind.SETTLED, -1, 0, 9_000_000));
        HistoryFile opsFile = write("ops.bin", ops);
        HistoryFile logsFile = write("log.bin", logs);
        CheckResult result = Judge.judge(
                List.of(new Invariant(promise, Optional.empty(), Optional.empty())), NAMES, opsFile, logsFile)
                .getFirst();
        assertEquals(Verdict.VIOLATED, result.verdict());
        List<String> lines =
                Story.tell(promise, 1, result.violations().getFirst(), NAMES, opsFile, logsFile);
        assertTrue(lines.size() <= Story.LINES, () -> String.join("\n", lines));
        return String.join("\n", lines);
    }

    private HistoryFile write(String name, List<Row> rows) {
        Path path = directory.resolve(name);
        try (HistoryWriter writer = new HistoryWriter(path)) {
            rows.forEach(writer::write);
        }
        return new HistoryFile(path);
    }

    private void follow() {
        ops.add(Row.place(RowKind.FOLLOWED, 0, 0, 0, 0, -1));
        ops.add(Row.place(RowKind.FOLLOWED, 1, 0, 0, 0, -1));
    }

    /// A send that goes well: acknowledged after 10 ms, shown by ada and lin after 20.
    private void send(int op, int seq, int atMs) {
        ops.add(invoked(op, atMs));
        ops.add(acked(op, seq, atMs + 10));
        ops.add(shown(0, seq, op, atMs + 20));
        ops.add(shown(1, seq, op, atMs + 21));
    }

    private static Row invoked(int op, int atMs) {
        return Row.send(RowKind.INVOKED, 0, 0, 0, 0, op, atMs * 1_000L, atMs * 1_000L);
    }

    private static Row acked(int op, int seq, int atMs) {
        return Row.send(RowKind.ACKED, 0, 0, 0, seq, op, 0, atMs * 1_000L);
    }

    private static Row shown(int device, int seq, int op, int atMs) {
        return Row.send(RowKind.SHOWN, 0, device, 0, seq, op, 0, atMs * 1_000L);
    }

    private static Row entry(int gateway, int seq, int op) {
        return Row.send(RowKind.LOG, 0, gateway, 0, seq, op, 0, 9_000_000);
    }

    /// The log of both gateways: these sends, from seq 1 on.
    private void log(int... sends) {
        for (int gateway = 0; gateway < 2; gateway++) {
            for (int seq = 1; seq <= sends.length; seq++) {
                logs.add(entry(gateway, seq, sends[seq - 1]));
            }
            logs.add(Row.place(RowKind.LOG_HEAD, gateway, 0, sends.length, 0, 9_000_000));
        }
    }
}
