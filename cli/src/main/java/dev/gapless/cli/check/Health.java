package dev.gapless.cli.check;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The answer to one question of a monitor.
///
/// @param check which question, such as `lag`
/// @param state how it stands
/// @param message one line for a person
/// @param figures what was measured, by name with unit, in order
record Health(String check, State state, String message, Map<String, Double> figures) {
    /// The states that monitors know; the numbers are those of Nagios and its heirs.
    enum State {
        OK(0, 0),
        WARNING(1, 1),
        CRITICAL(2, 3),
        /// It could not be found out.
        UNKNOWN(3, 2);

        private final int number;
        private final int rank;

        State(int number, int rank) {
            this.number = number;
            this.rank = rank;
        }

        /// The exit code.
        int number() {
            return number;
        }

        /// The worse of two; not to know is worse than a warning, and better than to know that it is critical.
        State or(State other) {
            return rank >= other.rank ? this : other;
        }
    }

    Health {
        figures = new LinkedHashMap<>(figures);
    }

    static Health of(String check, State state, String message) {
        return new Health(check, state, message, Map.of());
    }

    /// The line: check, state, message, and after a bar the figures.
    String line() {
        String line = check.toUpperCase(Locale.ROOT) + " " + state + " - " + message;
        return figures.isEmpty()
                ? line
                : line + " | "
                        + figures.entrySet().stream()
                                .map(figure -> figure.getKey() + "=" + number(figure.getValue()))
                                .collect(Collectors.joining(" "));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3f", value);
    }
}
