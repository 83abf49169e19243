package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.format.Promise;
import dev.gapless.scenarios.history.HistoryFile;
import dev.gapless.scenarios.history.Names;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The story of one violation, in at most [#LINES] lines: which send, which seq, which fault, who saw what.
public final class Story {
    /// Lines of a story at most.
    public static final int LINES = 15;

    private static final int HEAD_LINES = 3;
    private static final long NEAR_MICROS = 3_000_000;
    /// Rows that are kept while reading; of displays the first few are enough.
    private static final int DISPLAYS_KEPT = 4;
    private static final int ROWS_KEPT = 200;
    /// Rows of a picture.
    private static final int DRAWN = 18;

    private final Promise promise;
    private final Names names;
    private final Violation violation;
    private final List<Row> rows = new ArrayList<>();
    private final Map<Integer, Row> faults = new TreeMap<>();
    private int displays;
    private int lastDisplays;

    private Story(Promise promise, Names names, Violation violation) {
        this.promise = promise;
        this.names = names;
        this.violation = violation;
    }

    /// Tells a violation.
    ///
    /// @param number of the violation, from 1
    public static List<String> tell(
            Promise promise, int number, Violation violation, Names names, HistoryFile ops, HistoryFile logs) {
        Story story = new Story(promise, names, violation);
        ops.read(story::look);
        List<String> lines = new ArrayList<>();
        lines.add(promise.text() + "#" + number + ": " + violation.what());
        lines.add("  called " + promise.anomaly() + "; it holds when " + promise.definition());
        lines.addAll(story.events(logs));
        return lines;
    }

    /// Rows of the run that the story is made of, in order, faults among them; for pictures.
    public static List<Row> rows(Promise promise, Violation violation, Names names, HistoryFile ops) {
        Story story = new Story(promise, names, violation);
        ops.read(story::look);
        return story.chosen(story.all(), DRAWN);
    }

    private void look(Row row) {
        switch (row.kind()) {
            case FAULT_STARTED -> {
                if (row.at() <= violation.at() + NEAR_MICROS) {
                    faults.put(row.subject(), row);
                }
            }
            case FAULT_ENDED -> {
                Row began = faults.get(row.subject());
                if (began != null && row.at() < violation.at() - NEAR_MICROS * 3) {
                    faults.remove(row.subject());
                }
            }
            case LOG, LOG_HEAD, SCANNED, SETTLED -> {}
            default -> {
                if (rows.size() < ROWS_KEPT && concerns(row)) {
                    rows.add(row);
                }
            }
        }
    }

    private boolean concerns(Row row) {
        boolean sameSend = violation.op() > 0 && row.op() == violation.op();
        boolean samePlace = violation.seq() > 0 && row.channel() == violation.channel() && row.seq() == violation.seq();
        boolean sameDevice = violation.device() >= 0 && row.subject() == violation.device();
        return switch (row.kind()) {
            case SHOWN -> {
                boolean mine = sameDevice && (sameSend || samePlace);
                boolean near = sameDevice && row.channel() == violation.channel()
                        && Math.abs(row.seq() - violation.seq()) == 1 && violation.seq() > 0 && lastDisplays++ < 2;
                yield mine || near || (sameSend || samePlace) && displays++ < DISPLAYS_KEPT;
            }
            case CONNECTING -> promise == Promise.BOUNDED_RECONNECT_RATE && row.at() >= violation.at()
                    && row.at() - violation.at() < BoundedReconnectRate.SECOND;
            case CONNECTED -> sameDevice && Math.abs(row.at() - violation.at()) < NEAR_MICROS;
            case DISCONNECTED -> (sameDevice || promise == Promise.BOUNDED_RECONNECT_RATE)
                    && Math.abs(row.at() - violation.at()) < NEAR_MICROS;
            case GAP_OPENED, GAP_CLOSED ->
                sameDevice && row.channel() == violation.channel() && row.seq() <= violation.seq()
                        && row.value() >= violation.seq();
            case CURSOR -> promise == Promise.CURSOR_MONOTONE && sameDevice && row.channel() == violation.channel()
                    && row.at() <= violation.at() && violation.at() - row.at() < NEAR_MICROS;
            case FOLLOWED, UNREAD -> false;
            case READ_BACK -> promise == Promise.READ_YOUR_WRITES && sameSend;
            default -> sameSend || samePlace;
        };
    }

    private List<Row> all() {
        List<Row> all = new ArrayList<>(rows);
        all.addAll(faults.values());
        all.sort(Comparator.comparingLong(Row::at));
        return all;
    }

    /// Those that matter most, in the order of time; of rows that matter alike the first ones.
    private List<Row> chosen(List<Row> all, int most) {
        List<Row> ranked = new ArrayList<>(all);
        ranked.sort(Comparator.comparingInt(this::rank));
        List<Row> chosen = new ArrayList<>(ranked.subList(0, Math.min(most, ranked.size())));
        chosen.sort(Comparator.comparingLong(Row::at));
        return chosen;
    }

    private List<String> events(HistoryFile logs) {
        List<Row> all = all();
        int room = LINES - HEAD_LINES;
        List<Row> told = all.size() <= room ? all : chosen(all, room - 1);
        List<String> lines = new ArrayList<>();
        told.forEach(row -> lines.add(line(row)));
        if (told.size() < all.size()) {
            lines.add("           …  and " + (all.size() - told.size()) + " more rows of others");
        }
        if (violation.seq() > 0 && violation.channel() >= 0) {
            lines.add(" in the log  " + there(logs));
        }
        return lines;
    }

    /// What a reader can do without least: 0 for what became of the send itself and what broke the promise.
    private int rank(Row row) {
        boolean theSend = violation.op() > 0 && row.op() == violation.op();
        boolean thatMoment = row.subject() == violation.device() && row.at() == violation.at();
        return switch (row.kind()) {
            case INVOKED, ACKED, REFUSED, DOUBTFUL, READ_BACK, LEAKED -> theSend || thatMoment ? 0 : 1;
            case FAULT_STARTED, FAULT_ENDED -> 1;
            case SHOWN, CURSOR -> thatMoment ? 0 : row.subject() == violation.device() ? 2 : 4;
            default -> 3;
        };
    }

    private String there(HistoryFile logs) {
        Map<Integer, Long> byGateway = new TreeMap<>();
        logs.read(row -> {
            if (row.kind() == RowKind.LOG && row.channel() == violation.channel() && row.seq() == violation.seq()) {
                byGateway.put(row.subject(), row.op());
            }
        });
        if (byGateway.isEmpty()) {
            return "no event at seq " + violation.seq() + " of " + names.channel(violation.channel());
        }
        List<String> parts = new ArrayList<>();
        byGateway.forEach((gateway, op) -> parts.add("gateway " + (gateway + 1) + ": " + LogIndex.send(op)));
        return "seq " + violation.seq() + " of " + names.channel(violation.channel()) + ": " + String.join(", ", parts);
    }

    /// A row for people, with its time.
    public static String describe(Row row, Names names) {
        String who = names.device(row.subject());
        String where = row.channel() < 0 ? "" : names.channel(row.channel());
        return switch (row.kind()) {
            case INVOKED -> who + " sends " + row.op() + " to " + where;
            case ACKED -> "send " + row.op() + " is acknowledged at seq " + row.seq() + " of " + where
                    + (row.is(Row.DUPLICATE) ? ", as one that was there already" : "");
            case REFUSED -> "send " + row.op() + " is refused" + (row.is(Row.DEFINITE) ? " definitely" : "");
            case DOUBTFUL -> "send " + row.op() + " is in doubt: its answer is missing";
            case SHOWN -> who + " shows seq " + row.seq() + (row.op() > 0 ? ", send " + row.op() : "");
            case FOLLOWED -> who + " follows " + where + " from behind seq " + row.seq();
            case CURSOR -> who + " hears that the cursor is at " + row.seq();
            case CONNECTING -> who + " begins to connect, attempt " + row.value();
            case CONNECTED -> who + " is live on gateway " + row.value();
            case DISCONNECTED -> who + " loses its connection";
            case GAP_OPENED -> who + " finds seq " + row.seq() + " to " + row.value() + " missing";
            case GAP_CLOSED -> who + " has seq " + row.seq() + " to " + row.value();
            case READ_BACK -> who + " reads the page that ends at seq " + row.value();
            case LEAKED -> who + " gets a text of tenant " + names.tenants().get((int) row.value());
            case FAULT_STARTED -> "fault " + names.faults().get(row.subject()) + " begins";
            case FAULT_ENDED -> "fault " + names.faults().get(row.subject()) + " is healed";
            case UNREAD -> names.user(row.subject()) + " has " + row.seq() + " unread in " + where;
            case SCANNED -> row.value() + " texts were looked at";
            case SETTLED -> "all is settled";
            case LOG -> "the log has " + LogIndex.send(row.op()) + " at seq " + row.seq();
            case LOG_HEAD -> "the head is " + row.seq();
        };
    }

    private String line(Row row) {
        return String.format(Locale.ROOT, "%9.3f s  %s", row.at() / 1e6, describe(row, names));
    }
}
