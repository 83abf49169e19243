package dev.gapless.scenarios.report;

import dev.gapless.scenarios.history.HistoryFile;
import dev.gapless.scenarios.history.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What the charts need of a history, read once: sums by the second, and some of the latencies, evenly taken. Memory is bounded by the length of
/// the run and the number of sends.
final class Seen {
    /// Points of the scatter at most; when there are more, every second one goes.
    private static final int POINTS = 3_000;
    private static final double SECOND = 1e6;

    private final TreeMap<Integer, Second> seconds = new TreeMap<>();
    private final List<Svg.Point> latencies = new ArrayList<>();
    private long[] due = new long[1024];
    private int keepEvery = 1;
    private int turn;

    /// Sums of one second.
    static final class Second {
        int ok;
        int refused;
        int doubtful;
        int opened;
        int closed;
        int connects;
        int losses;
    }

    private Seen() {}

    static Seen read(HistoryFile ops) {
        Seen seen = new Seen();
        ops.read(seen::look);
        return seen;
    }

    NavigableMap<Integer, Second> seconds() {
        return seconds;
    }

    /// From when a send was due until a device showed it: second of the display, milliseconds.
    List<Svg.Point> latencies() {
        return List.copyOf(latencies);
    }

    private void look(Row row) {
        if (row.at() < 0) {
            return;
        }
        Second second = seconds.computeIfAbsent((int) (row.at() / SECOND), at -> new Second());
        switch (row.kind()) {
            case INVOKED -> remember(row);
            case ACKED -> second.ok += row.is(Row.DUPLICATE) ? 0 : 1;
            case REFUSED -> second.refused++;
            case DOUBTFUL -> second.doubtful++;
            case GAP_OPENED -> second.opened++;
            case GAP_CLOSED -> second.closed++;
            case CONNECTED -> second.connects++;
            case DISCONNECTED -> second.losses++;
            case SHOWN -> shown(row);
            case FOLLOWED, CONNECTING, CURSOR, READ_BACK, LEAKED, SCANNED, FAULT_STARTED, FAULT_ENDED, UNREAD, SETTLED,
                    LOG,
                    LOG_HEAD ->
                {}
        }
    }

    private void remember(Row row) {
        int op = (int) row.op();
        if (op >= due.length) {
            due = Arrays.copyOf(due, Math.max(op + 1, due.length * 2));
        }
        due[op] = row.value() + 1;
    }

    private void shown(Row row) {
        int op = (int) row.op();
        if (op <= 0 || op >= due.length || due[op] == 0 || turn++ % keepEvery != 0) {
            return;
        }
        latencies.add(new Svg.Point(row.at() / SECOND, (row.at() - due[op] + 1) / 1000.0));
        if (latencies.size() >= POINTS) {
            for (int i = 1; i < latencies.size(); i++) {
                latencies.remove(i);
            }
            keepEvery *= 2;
        }
    }
}
