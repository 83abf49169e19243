package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// [dev.gapless.scenarios.format.Promise#CONVERGED]: every device that follows a channel showed all of it, in time.
final class Converged implements Checker {
    private final LogIndex log;
    private final long withinMicros;
    private final Findings findings = new Findings();
    private final Places places;
    private final List<Optional<Window>> windows = new ArrayList<>();
    private long lastTrouble;

    private static final class Window {
        private final long from;
        private final BitSet shown = new BitSet();
        private long lastShown;
        private long lastSeq;

        Window(long from) {
            this.from = from;
        }
    }

    Converged(LogIndex log, Places places, Duration within) {
        this.log = log;
        this.places = places;
        this.withinMicros = within.toNanos() / 1000;
    }

    @Override
    public void accept(Row row) {
        switch (row.kind()) {
            case FOLLOWED -> {
                int place = places.of(row);
                while (windows.size() <= place) {
                    windows.add(Optional.empty());
                }
                windows.set(place, Optional.of(new Window(row.seq())));
            }
            case SHOWN -> {
                int place = places.of(row);
                if (place < windows.size() && windows.get(place).isPresent()) {
                    Window window = windows.get(place).get();
                    window.shown.set((int) row.seq());
                    window.lastShown = row.at();
                    window.lastSeq = row.seq();
                }
            }
            case FAULT_ENDED, ACKED -> lastTrouble = Math.max(lastTrouble, row.at());
            default -> {}
        }
    }

    @Override
    public void finish() {
        for (int place = 0; place < windows.size(); place++) {
            int each = place;
            windows.get(place).ifPresent(window -> judge(places.device(each), places.channel(each), window));
        }
    }

    private void judge(int device, int channel, Window window) {
        findings.looked();
        long head = log.head(channel);
        long missing = window.shown.nextClearBit((int) window.from + 1);
        if (missing <= head) {
            findings.violated(new Violation(
                    log.names().device(device) + " never showed seq " + missing + " of " + log.names().channel(channel)
                            + " (" + (head - window.from - window.shown.cardinality()) + " missing of "
                            + (head - window.from) + ")",
                    device,
                    channel,
                    missing,
                    Math.max(0, log.op(channel, missing)),
                    window.lastShown));
        } else if (window.lastShown - lastTrouble > withinMicros) {
            findings.violated(new Violation(
                    log.names().device(device) + " had all of " + log.names().channel(channel) + " only "
                            + (window.lastShown - lastTrouble) / 1000
                            + " ms after the last heal or send (expected: within "
                            + withinMicros / 1000 + " ms)",
                    device,
                    channel,
                    window.lastSeq,
                    0,
                    window.lastShown));
        }
    }

    @Override
    public Findings findings() {
        return findings;
    }
}
