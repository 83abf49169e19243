package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.HistoryFile;
import dev.gapless.scenarios.history.Names;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// H(c) of every channel: which send is at which seq, as the first gateway told it. What the other gateways told is compared while it is
/// read, and not kept. Along the way the logs themselves are judged: they must be dense, have each send once, and be the same everywhere.
final class LogIndex {
    private final Names names;
    private final List<ChannelLog> logs = new ArrayList<>();
    /// Gateways and channels.
    private final Places places = new Places();
    private long[] lastSeqs = new long[64];
    private final BitSet ops = new BitSet();
    private final Findings dense = new Findings();
    private final Findings once = new Findings();
    private final Findings same = new Findings();

    /// One channel's.
    private static final class ChannelLog {
        private int[] ops = new int[64];
        private final BitSet messages = new BitSet();
        private int[] counts = {};
        private long head;

        /// Messages up to a place.
        int messagesTo(long seq) {
            if (counts.length != head + 1) {
                counts = new int[(int) head + 1];
                for (int i = 1; i <= head; i++) {
                    counts[i] = counts[i - 1] + (messages.get(i) ? 1 : 0);
                }
            }
            return counts[(int) Math.clamp(seq, 0, head)];
        }

        void put(long seq, long op, boolean message) {
            if (seq > ops.length) {
                ops = Arrays.copyOf(ops, (int) Math.max(seq, ops.length * 2L));
            }
            ops[(int) seq - 1] = (int) (op + 1);
            messages.set((int) seq, message);
            head = Math.max(head, seq);
        }

        /// The send at a place, 0 for another event, -1 for nothing.
        long op(long seq) {
            return seq < 1 || seq > head ? -1 : ops[(int) seq - 1] - 1L;
        }
    }

    private LogIndex(Names names) {
        this.names = names;
    }

    static LogIndex read(HistoryFile file, Names names) {
        LogIndex index = new LogIndex(names);
        file.read(index::accept);
        return index;
    }

    private void accept(Row row) {
        int place = places.of(row);
        if (place >= lastSeqs.length) {
            lastSeqs = Arrays.copyOf(lastSeqs, Math.max(place + 1, lastSeqs.length * 2));
        }
        long last = lastSeqs[place];
        if (row.kind() == RowKind.LOG_HEAD) {
            dense.looked();
            if (last != row.seq()) {
                dense.violated(violation(row, "gateway " + (row.subject() + 1) + " says that the head of "
                        + names.channel(row.channel()) + " is " + row.seq() + ", its last event is " + last));
            }
            return;
        }
        dense.looked();
        if (row.seq() != last + 1) {
            dense.violated(violation(row, names.channel(row.channel()) + " has seq " + row.seq() + " after " + last
                    + (row.seq() <= last ? ": a number was used twice" : ": a hole")));
        }
        lastSeqs[place] = Math.max(last, row.seq());
        while (logs.size() <= row.channel()) {
            logs.add(new ChannelLog());
        }
        ChannelLog log = logs.get(row.channel());
        if (row.subject() == 0) {
            first(row, log);
        } else {
            same.looked();
            if (log.op(row.seq()) != row.op()) {
                same.violated(violation(row, "gateway " + (row.subject() + 1) + " has " + send(row.op()) + " at seq "
                        + row.seq() + " of " + names.channel(row.channel()) + ", gateway 1 has "
                        + send(log.op(row.seq()))));
            }
        }
    }

    private void first(Row row, ChannelLog log) {
        if (row.op() > 0) {
            once.looked();
            if (ops.get((int) row.op())) {
                once.violated(violation(row, send(row.op()) + " is in " + names.channel(row.channel())
                        + " twice, the second time at seq " + row.seq()));
            }
            ops.set((int) row.op());
        }
        log.put(row.seq(), row.op(), row.op() > 0 || row.is(Row.MESSAGE));
    }

    private static Violation violation(Row row, String what) {
        return new Violation(what, -1, row.channel(), row.seq(), Math.max(0, row.op()), row.at());
    }

    /// A send for people.
    static String send(long op) {
        return op < 0 ? "nothing" : op == 0 ? "no message" : "send " + op;
    }

    Names names() {
        return names;
    }

    /// The send at a place; 0: an event that is no message of this run; -1: nothing.
    long op(int channel, long seq) {
        return channel < 0 || channel >= logs.size() ? -1 : logs.get(channel).op(seq);
    }

    long head(int channel) {
        return channel < 0 || channel >= logs.size() ? 0 : logs.get(channel).head;
    }

    /// Whether a send is anywhere.
    boolean holds(long op) {
        return ops.get((int) op);
    }

    /// Messages after a place.
    long messagesAfter(int channel, long seq) {
        if (channel < 0 || channel >= logs.size()) {
            return 0;
        }
        ChannelLog log = logs.get(channel);
        return (long) log.messagesTo(log.head) - log.messagesTo(seq);
    }

    Findings dense() {
        return dense;
    }

    Findings once() {
        return once;
    }

    Findings same() {
        return same;
    }
}
