package dev.gapless.server.http;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The query parameters of one request, read strictly: each at most once, none that the route does not take.
public final class Query {
    private static final int SHOWN = 40;

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /// Reads what follows the `?`.
    ///
    /// @param raw still percent-encoded; empty if there is no query
    /// @param allowed names that the route takes
    /// @throws GaplessException `unknown-field`, `invalid-field` or `invalid-utf8`
    static Query parse(String raw, Set<String> allowed) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (!allowed.contains(name)) {
                throw new GaplessException(
                        ErrorCode.UNKNOWN_FIELD,
                        shorten(name) + ": not a query parameter here (expected: "
                                + (allowed.isEmpty()
                                        ? "none"
                                        : String.join(", ", allowed.stream().sorted().toList()))
                                + ")");
            }
            if (values.put(name, value) != null) {
                throw GaplessException.invalidField(name, "given twice", "at most once");
            }
        }
        return new Query(values);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// A whole number within bounds, both included.
    ///
    /// @throws GaplessException `invalid-field`
    public Optional<Long> number(String name, long min, long max) {
        String text = values.get(name);
        if (text == null) {
            return Optional.empty();
        }
        String expected = max == Long.MAX_VALUE
                ? "a whole number, " + min + " or more"
                : "a whole number from " + min + " to " + max;
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw GaplessException.invalidField(name, text, expected);
        }
        if (value < min || value > max) {
            throw GaplessException.invalidField(name, text, expected);
        }
        return Optional.of(value);
    }

    /// `true` or `false`.
    ///
    /// @throws GaplessException `invalid-field`
    public Optional<Boolean> flag(String name) {
        return text(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw GaplessException.invalidField(name, text, "true or false");
        });
    }

    private static String decode(String raw) {
        String text;
        try {
            text = URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new GaplessException(
                    ErrorCode.INVALID_FIELD, "query: " + shorten(raw) + " (expected: percent-encoded UTF-8)");
        }
        if (text.indexOf('\uFFFD') >= 0) {
            throw new GaplessException(
                    ErrorCode.INVALID_UTF8, "query: bytes that are not UTF-8 (expected: percent-encoded UTF-8)");
        }
        return text;
    }

    private static String shorten(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
