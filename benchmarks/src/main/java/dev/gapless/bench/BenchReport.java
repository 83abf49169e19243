package dev.gapless.bench;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What a bench found: named figures in a fixed order, printed as lines or as one JSON object.
public final class BenchReport {
    private final String name;
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /// @param name such as `send`
    public BenchReport(String name) {
        this.name = name;
        put("cores", Runtime.getRuntime().availableProcessors());
        put("java", Runtime.version().toString());
    }

    /// Adds a figure; the name carries the unit last, such as `ack_p99_ms`.
    public BenchReport put(String figure, Object value) {
        figures.put(figure, value);
        return this;
    }

    /// Adds a count.
    public BenchReport put(String figure, long value) {
        figures.put(figure, value);
        return this;
    }

    /// Adds a rate or ratio with few digits.
    public BenchReport put(String figure, double value) {
        figures.put(figure, Math.round(value * 1000) / 1000.0);
        return this;
    }

    /// Adds quantiles of a histogram of microseconds, in milliseconds.
    public BenchReport quantiles(String prefix, Histogram micros) {
        put(prefix + "_p50_ms", micros.getValueAtPercentile(50) / 1000.0);
        put(prefix + "_p99_ms", micros.getValueAtPercentile(99) / 1000.0);
        put(prefix + "_p999_ms", micros.getValueAtPercentile(99.9) / 1000.0);
        put(prefix + "_max_ms", micros.getMaxValue() / 1000.0);
        return this;
    }

    /// A figure that was put before, or 0.
    double number(String figure) {
        return figures.get(figure) instanceof Number number ? number.doubleValue() : 0;
    }

    /// A line a figure.
    public String text() {
        StringBuilder out = new StringBuilder("bench ").append(name).append('\n');
        figures.forEach(
                (figure, value) -> out.append("  %-28s %s%n".formatted(figure.replace('_', ' '), shown(value))));
        return out.toString();
    }

    /// One JSON object on one line.
    public String json() {
        StringBuilder out = new StringBuilder("{\"bench\":\"").append(name).append('"');
        figures.forEach((figure, value) -> {
            out.append(",\"").append(figure).append("\":");
            out.append(value instanceof Number ? value.toString() : quoted(value.toString()));
        });
        return out.append('}').toString();
    }

    private static String shown(Object value) {
        return switch (value) {
            case Double number when Math.abs(number) >= 1000 -> String.format(Locale.ROOT, "%,.0f", number);
            case Long number -> String.format(Locale.ROOT, "%,d", number);
            case Integer number -> String.format(Locale.ROOT, "%,d", number);
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
