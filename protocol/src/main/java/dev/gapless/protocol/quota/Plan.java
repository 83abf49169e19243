package dev.gapless.protocol.quota;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a workspace pays for, and the limits that come with it unless others are set.
public enum Plan {
    /// Refuses what is over.
    FREE(QuotaState.HARD, 50, 50, 500, 1_000),
    /// Counts what is over.
    STANDARD(QuotaState.DARK, 2_000, 1_000, 20_000, 50_000),
    ENTERPRISE(QuotaState.OFF, QuotaLimit.MAX, QuotaLimit.MAX, QuotaLimit.MAX, QuotaLimit.MAX);

    private final QuotaState state;
    private final long sends;
    private final long history;
    private final long members;
    private final long channels;

    Plan(QuotaState state, long sends, long history, long members, long channels) {
        this.state = state;
        this.sends = sends;
        this.history = history;
        this.members = members;
        this.channels = channels;
    }

    /// What holds for a workspace of this plan.
    public QuotaLimit limit(QuotaDimension dimension) {
        return new QuotaLimit(state, switch (dimension) {
            case SENDS -> sends;
            case HISTORY -> history;
            case MEMBERS -> members;
            case CHANNELS -> channels;
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
