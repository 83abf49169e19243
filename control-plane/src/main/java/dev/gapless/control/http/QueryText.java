package dev.gapless.control.http;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Reads query parameters strictly: each at most once, none that the route does not take.
final class QueryText {
    private static final int SHOWN = 40;

    private QueryText() {}

    /// @param raw what follows the `?`, still percent-encoded
    /// @throws GaplessException `unknown-field`, `invalid-field` or `invalid-utf8`
    static Map<String, String> parse(String raw, Set<String> allowed) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!allowed.contains(name)) {
                throw new GaplessException(
                        ErrorCode.UNKNOWN_FIELD,
                        shown(name) + ": not a query parameter here (expected: " + list(allowed) + ")");
            }
            if (values.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
                throw GaplessException.invalidField(name, "given twice", "at most once");
            }
        }
        return values;
    }

    private static String decode(String raw) {
        String text;
        try {
            text = URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField("query", raw, "percent-encoded UTF-8");
        }
        if (text.indexOf('\uFFFD') >= 0) {
            throw new GaplessException(
                    ErrorCode.INVALID_UTF8, "query: bytes that are not UTF-8 (expected: percent-encoded UTF-8)");
        }
        return text;
    }

    private static String list(Set<String> allowed) {
        return allowed.isEmpty() ? "none" : String.join(", ", allowed.stream().sorted().toList());
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
