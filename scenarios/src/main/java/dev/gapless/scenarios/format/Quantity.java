package dev.gapless.scenarios.format;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Values with a unit, as the format writes them.
public final class Quantity {
    static final String DURATION = "a duration such as 90s, 1m30s or 250ms, without blanks";
    static final String RATE = "a rate such as 600/s or 20/m";
    static final String PERCENT = "a percentage such as 5%";
    static final String BYTE_RATE = "bytes per second such as 8KB/s";

    static final String FACTOR = "a factor such as 0.5 or 20, at most 1000";

    private static final Pattern DURATION_PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");
    private static final double MAX_FACTOR = 1_000;
    private static final Pattern WHOLE_DURATION = Pattern.compile("(?:" + DURATION_PART.pattern() + ")+");
    private static final Pattern RATE_FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)/(s|m|h)");
    private static final Pattern PERCENT_FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)%");
    private static final Pattern BYTE_RATE_FORM = Pattern.compile("([0-9]+)(B|KB|MB)/s");

    private Quantity() {}

    /// A duration such as `1m30s`.
    public static Optional<Duration> duration(String text) {
        if (!WHOLE_DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        double millis = 0;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            millis += Double.parseDouble(part.group(1)) * millis(part.group(2));
        }
        return Optional.of(Duration.ofMillis(Math.round(millis)));
    }

    /// Times per second.
    static Optional<Double> rate(String text) {
        Matcher form = RATE_FORM.matcher(text);
        return form.matches()
                ? Optional.of(Double.parseDouble(form.group(1)) * 1000 / millis(form.group(2)))
                : Optional.empty();
    }

    /// A fraction of 1.
    static Optional<Double> percent(String text) {
        Matcher form = PERCENT_FORM.matcher(text);
        return form.matches()
                ? Optional.of(Double.parseDouble(form.group(1)) / 100).filter(fraction -> fraction <= 1)
                : Optional.empty();
    }

    /// More than 0.
    static Optional<Double> factor(String text) {
        return text.matches("[0-9]{1,4}(\\.[0-9]{1,4})?")
                ? Optional.of(Double.valueOf(text)).filter(factor -> factor > 0 && factor <= MAX_FACTOR)
                : Optional.empty();
    }

    /// Bytes per second.
    static Optional<Long> byteRate(String text) {
        Matcher form = BYTE_RATE_FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long unit = switch (form.group(2)) {
            case "MB" -> 1_000_000;
            case "KB" -> 1_000;
            default -> 1;
        };
        return Optional.of(Long.parseLong(form.group(1)) * unit);
    }

    /// As short as people write it: `1m30s`, `250ms`.
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis < 1000 ? millis + "ms" : String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
        }
        long seconds = millis / 1000;
        long minutes = seconds / 60;
        return minutes == 0 ? seconds + "s" : seconds % 60 == 0 ? minutes + "m" : minutes + "m" + seconds % 60 + "s";
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
    }
}
