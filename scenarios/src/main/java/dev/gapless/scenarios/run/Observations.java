package dev.gapless.scenarios.run;

import dev.gapless.scenarios.format.Metric;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.history.HistoryWriter;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import dev.gapless.scenarios.run.Schedule.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/// Where everything goes that devices see: into the history, the measures, the counts. Any thread may call.
final class Observations {
    private static final long SLOW_MICROS = 1_000_000;

    private final Schedule schedule;
    private final RunClock clock;
    private final HistoryWriter history;
    private final Measures measures;
    private final Happenings happenings;
    private final List<Act> sends = new ArrayList<>();
    private final List<String> canaries = new ArrayList<>();
    private final List<Progress> progresses = new ArrayList<>();
    private final AtomicIntegerArray shownTimes;
    private final AtomicIntegerArray followers;
    final AtomicInteger connected = new AtomicInteger();
    final AtomicInteger openGaps = new AtomicInteger();
    final AtomicInteger unsettled = new AtomicInteger();
    final AtomicLong invoked = new AtomicLong();
    final AtomicLong acked = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong shown = new AtomicLong();
    /// After the last checks: what devices tell while they are closed is no part of the run.
    volatile boolean ended;
    private final AtomicLong scanned = new AtomicLong();

    /// A fraction of recipients that a trigger waits for.
    record Progress(int load, double ratio) {}

    Observations(
            Schedule schedule,
            RunClock clock,
            HistoryWriter history,
            Measures measures,
            Happenings happenings,
            List<Progress> progresses) {
        this.schedule = schedule;
        this.clock = clock;
        this.history = history;
        this.measures = measures;
        this.happenings = happenings;
        this.progresses.addAll(progresses);
        schedule.acts().stream().filter(act -> act.op() > 0).forEach(sends::add);
        for (int tenant = 0; tenant < schedule.scenario().tenants().size(); tenant++) {
            canaries.add(schedule.canary(tenant));
        }
        this.shownTimes = new AtomicIntegerArray(sends.size() + 1);
        this.followers = new AtomicIntegerArray(schedule.channels().size());
    }

    Schedule schedule() {
        return schedule;
    }

    RunClock clock() {
        return clock;
    }

    Measures measures() {
        return measures;
    }

    Happenings happenings() {
        return happenings;
    }

    void write(Row row) {
        history.write(row);
    }

    long micros() {
        return clock.micros();
    }

    int tenantOf(int device) {
        return schedule.people().get(schedule.devices().get(device).person()).tenant();
    }

    void followed(int device, int channel, long after) {
        followers.incrementAndGet(channel);
        write(Row.place(RowKind.FOLLOWED, device, channel, after, 0, micros()));
    }

    void invoked(Act act) {
        invoked.incrementAndGet();
        unsettled.incrementAndGet();
        write(Row.send(RowKind.INVOKED, 0, act.device(), act.channel(), 0, act.op(), act.atMicros(), micros()));
    }

    void acked(int device, int channel, long op, long seq, boolean duplicate) {
        long now = micros();
        Act act = sends.get((int) op - 1);
        acked.incrementAndGet();
        unsettled.decrementAndGet();
        write(Row.send(RowKind.ACKED, duplicate ? Row.DUPLICATE : 0, device, channel, seq, op, 0, now));
        measures.latency(Metric.SEND_ACK, tenantOf(device), now - act.atMicros());
        measures.outcome(Metric.SEND_ERROR, tenantOf(device), false);
        happenings.happened(Occurrence.SEND_ACKED, act.load());
        if (now - act.atMicros() > SLOW_MICROS) {
            happenings.happened(Occurrence.SEND_SLOW, act.load());
        }
        if (duplicate) {
            happenings.happened(Occurrence.SEND_DUPLICATE, act.load());
        }
    }

    /// An acknowledgement of a send that was settled before.
    void ackedAgain(int device, int channel, long op, long seq) {
        write(Row.send(RowKind.ACKED, Row.DUPLICATE, device, channel, seq, op, 0, micros()));
        happenings.happened(Occurrence.SEND_REPEATED);
    }

    void refused(int device, int channel, long op, int flags) {
        refused.incrementAndGet();
        unsettled.decrementAndGet();
        write(Row.send(RowKind.REFUSED, flags, device, channel, 0, op, 0, micros()));
        measures.outcome(Metric.SEND_ERROR, tenantOf(device), true);
        happenings.happened(Occurrence.SEND_REFUSED, sends.get((int) op - 1).load());
    }

    void doubtful(int device, int channel, long op) {
        write(Row.send(RowKind.DOUBTFUL, 0, device, channel, 0, op, 0, micros()));
        happenings.happened(Occurrence.SEND_DOUBTFUL, sends.get((int) op - 1).load());
    }

    void shown(int device, int channel, long seq, String text) {
        long now = micros();
        long op = MessageText.op(text);
        shown.incrementAndGet();
        write(Row.send(RowKind.SHOWN, 0, device, channel, seq, op, 0, now));
        if (op > 0 && op <= sends.size()) {
            Act act = sends.get((int) op - 1);
            measures.latency(Metric.DELIVER_LATENCY, tenantOf(device), now - act.atMicros());
            progressed((int) op, act);
        }
    }

    private void progressed(int op, Act act) {
        int times = shownTimes.incrementAndGet(op);
        if (times == followers.get(act.channel())) {
            measures.latency(Metric.FANOUT_COMPLETE, tenantOf(act.device()), micros() - act.atMicros());
        }
        for (Progress progress : progresses) {
            int wanted = (int) Math.ceil(progress.ratio() * followers.get(act.channel()));
            if (progress.load() == act.load() && times == Math.max(1, wanted)) {
                happenings.happened(Occurrence.FANOUT_PROGRESS, act.load());
            }
        }
    }

    /// Looks at a text that a client of the device got, of any kind.
    void scan(int device, String text) {
        scanned.incrementAndGet();
        int own = tenantOf(device);
        for (int tenant = 0; tenant < canaries.size(); tenant++) {
            if (tenant != own && text.contains(canaries.get(tenant))) {
                write(new Row(RowKind.LEAKED, 0, device, -1, 0, 0, tenant, micros()));
            }
        }
    }

    /// Writes how much was looked at.
    void scansEnd() {
        if (canaries.size() > 1) {
            write(Row.of(RowKind.SCANNED, -1, scanned.get(), micros()));
        }
    }
}
