package dev.gapless.protocol.config;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// One setting: its name, default, meaning and how its text is read.
///
/// @param name kebab case, with the feature before a dot, such as `server.port`
/// @param defaultText what is read when the setting is absent
/// @param doc meaning, unit and range, in one sentence
/// @param parser reads the text; throws IllegalArgumentException with the expectation
public record ConfigKey<T>(String name, String defaultText, String doc, Function<String, T> parser) {
    public static ConfigKey<String> text(String name, String defaultText, String doc) {
        return new ConfigKey<>(name, defaultText, doc, Function.identity());
    }

    /// A whole number within bounds, both included.
    public static ConfigKey<Integer> number(String name, int defaultValue, int min, int max, String doc) {
        return new ConfigKey<>(name, Integer.toString(defaultValue), doc + " (" + min + " to " + max + ")", text -> {
            int value = Integer.parseInt(text);
            if (value < min || value > max) {
                throw new IllegalArgumentException(value + " (expected: " + min + " to " + max + ")");
            }
            return value;
        });
    }

    /// A duration such as `250ms`, `10s`, `5m`, `12h`, `30d`.
    public static ConfigKey<Duration> duration(String name, String defaultText, String doc) {
        return new ConfigKey<>(name, defaultText, doc, ConfigKey::parseDuration);
    }

    public static ConfigKey<Boolean> flag(String name, boolean defaultValue, String doc) {
        return new ConfigKey<>(name, Boolean.toString(defaultValue), doc, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text + " (expected: true or false)");
        });
    }

    /// A list of texts, separated by commas; empty text is an empty list.
    public static ConfigKey<List<String>> list(String name, String defaultText, String doc) {
        return new ConfigKey<>(name, defaultText, doc, text -> text.isBlank()
                ? List.of()
                : List.of(text.split(",")).stream().map(String::strip).toList());
    }

    /// Reads `250ms`, `10s`, `5m`, `12h` or `30d`.
    public static Duration parseDuration(String text) {
        int unitStart = 0;
        while (unitStart < text.length() && Character.isDigit(text.charAt(unitStart))) {
            unitStart++;
        }
        if (unitStart == 0 || unitStart > 15) {
            throw new IllegalArgumentException(text + " (expected: a number and ms, s, m, h or d)");
        }
        long amount = Long.parseLong(text.substring(0, unitStart));
        return switch (text.substring(unitStart)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException(text + " (expected: a number and ms, s, m, h or d)");
        };
    }
}
