package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.protocol.config.ConfigKey;

/// Reads spans of time such as `250ms`, `10s`, `5m`, `12h`, `30d`.
final class Spans {
    private Spans() {}

    /// @param option that the text was given to
    static long millis(String option, String text) {
        try {
            return ConfigKey.parseDuration(text).toMillis();
        } catch (IllegalArgumentException e) {
            throw CliFailure.usage(option + ": " + text + " (expected: such as 10s, 5m, 12h, 30d)", "correct it");
        }
    }
}
