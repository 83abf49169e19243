package dev.gapless.scenarios.format;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a run measures. All latencies count from the intended time, not from when the generator got round to it.
public enum Metric {
    SEND_ACK("send.ack", Kind.LATENCY, "from when a send was due to its acknowledgement"),
    SEND_ERROR("send.error", Kind.RATIO, "sends that were refused, of those that ended"),
    DELIVER_LATENCY("deliver.latency", Kind.LATENCY, "from when a send was due until a device showed it"),
    FANOUT_COMPLETE("fanout.complete", Kind.LATENCY,
            "from when a send was due until the last device that follows showed it"),
    RECONNECT_TIME_TO_LIVE("reconnect.time_to_live", Kind.LATENCY, "from the loss of a connection to being live again"),
    GAP_REPAIR("gap.repair", Kind.LATENCY, "from a hole's discovery to its repair"),
    SCHEDULE_SLIP("schedule.slip", Kind.LATENCY, "lateness of the generator itself"),
    CLIENT_CONNECTED("client.connected", Kind.GAUGE, "devices that are live"),
    GAP_OPEN("gap.open", Kind.GAUGE, "holes that are not repaired"),
    OUTBOX_PENDING("outbox.pending", Kind.GAUGE, "sends without an outcome");

    /// What can be asked of a metric.
    public enum Kind {
        LATENCY(List.of("p50", "p90", "p95", "p99", "p99.9", "max", "mean", "count")),
        RATIO(List.of("ratio", "count")),
        GAUGE(List.of("last", "max", "min"));

        private final List<String> stats;

        Kind(List<String> stats) {
            this.stats = stats;
        }

        public List<String> stats() {
            return stats;
        }
    }

    private final String text;
    private final Kind kind;
    private final String doc;

    Metric(String text, Kind kind, String doc) {
        this.text = text;
        this.kind = kind;
        this.doc = doc;
    }

    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    public String doc() {
        return doc;
    }

    static Optional<Metric> find(String text) {
        return List.of(values()).stream()
                .filter(metric -> metric.text.equals(text.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
