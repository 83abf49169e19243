package dev.gapless.protocol.quota;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a workspace pays for, and the limits that come with it unless others are set.
public enum Plan {
    /// Refuses what is over.
    FREE(new QuotaLimit(QuotaState.HARD, 50), new QuotaLimit(QuotaState.HARD, 50)),
    /// Counts what is over.
    STANDARD(new QuotaLimit(QuotaState.DARK, 2_000), new QuotaLimit(QuotaState.DARK, 1_000)),
    ENTERPRISE(QuotaLimit.NONE, QuotaLimit.NONE);

    private final QuotaLimit sends;
    private final QuotaLimit history;

    Plan(QuotaLimit sends, QuotaLimit history) {
        this.sends = sends;
        this.history = history;
    }

    /// What holds for a workspace of this plan.
    public QuotaLimit limit(QuotaDimension dimension) {
        return switch (dimension) {
            case SENDS -> sends;
            case HISTORY -> history;
        };
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
