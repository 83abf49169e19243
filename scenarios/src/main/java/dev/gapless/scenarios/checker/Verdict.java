package dev.gapless.scenarios.checker;

import java.util.Locale;

/// What a check came to.
public enum Verdict {
    PASS,
    VIOLATED,
    /// Nothing was seen that could have broken the promise, or not enough.
    INCONCLUSIVE;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
