package dev.gapless.protocol.quota;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a workspace pays for, and the limits that come with it unless others are set.
public enum Plan {
    /// Refuses what is over.
    FREE(QuotaState.HARD, 50, 50, 500, 1_000, 5_000_000, 2_000, 10_000_000_000L),
    /// Counts what is over.
    STANDARD(QuotaState.DARK, 2_000, 1_000, 20_000, 50_000, 200_000_000, 100_000, QuotaLimit.MAX),
    ENTERPRISE(QuotaState.OFF, QuotaLimit.MAX, QuotaLimit.MAX, QuotaLimit.MAX, QuotaLimit.MAX, QuotaLimit.MAX,
            QuotaLimit.MAX, QuotaLimit.MAX);

    private final QuotaState state;
    private final long sends;
    private final long history;
    private final long members;
    private final long channels;
    private final long fanout;
    private final long sockets;
    private final long storage;

    Plan(QuotaState state, long sends, long history, long members, long channels, long fanout, long sockets,
            long storage) {
        this.state = state;
        this.sends = sends;
        this.history = history;
        this.members = members;
        this.channels = channels;
        this.fanout = fanout;
        this.sockets = sockets;
        this.storage = storage;
    }

    /// What holds for a workspace of this plan.
    public QuotaLimit limit(QuotaDimension dimension) {
        return new QuotaLimit(state, switch (dimension) {
            case SENDS -> sends;
            case HISTORY -> history;
            case MEMBERS -> members;
            case CHANNELS -> channels;
            case FANOUT -> fanout;
            case SOCKETS -> sockets;
            case STORAGE -> storage;
        });
    }

    /// As it is stored and as the wire says it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Plan> find(String text) {
        return Arrays.stream(values()).filter(plan -> plan.text().equals(text)).findFirst();
    }

    /// The texts of all.
    public static List<String> texts() {
        return Arrays.stream(values()).map(Plan::text).toList();
    }
}
