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

    /// As people write it: the largest unit that it is a whole number of.
    static String text(long millis) {
        long[] units = {86_400_000, 3_600_000, 60_000, 1_000, 1};
        String[] names = {"d", "h", "m", "s", "ms"};
        for (int i = 0; i < units.length; i++) {
            if (millis % units[i] == 0) {
                return millis / units[i] + names[i];
            }
        }
        throw new AssertionError("every number is a whole number of milliseconds");
    }
}
