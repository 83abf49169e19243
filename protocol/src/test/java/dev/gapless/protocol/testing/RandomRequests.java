package dev.gapless.protocol.testing;

import dev.gapless.protocol.testing.ApiDocument.Operation;
import dev.gapless.protocol.testing.ApiDocument.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// Makes requests at random from a document: some right, most with a wrong type, size, encoding or id. Used by one thread.
public final class RandomRequests {
    private static final List<String> TEXTS = List.of(
            "", " ", "x", "active", "hard", "owner", "0", "-1", "1e9", "9223372036854775807", "9223372036854775808",
            "null",
            "true", "\u0000", "\t\r\n", "ä€😀", "\ud800", "'; DROP TABLE workspace; --", "../..", "%00", "a".repeat(64),
            "ß".repeat(300), "W0000000000001", "U0000000000001", "K0000000000001", "C0000000000001", "UZZZZZZZZZZZZZZ");
    private static final List<String> VALUES = List.of(
            "null", "true", "0", "-1", "1", "1.5", "1e400", "9223372036854775807", "9223372036854775808", "{}", "[]",
            "[1,\"a\",null]", "{\"a\":{\"b\":[]}}", "\"\\u0000\"", "\"\\ud800\"", "[[[[[[[[[[[]]]]]]]]]]]");
    private static final int DEEP = 4;

    private final ApiDocument document;
    private final Map<String, String> right;
    private final Random random;

    /// @param right values of path parameters that something stands behind
    public RandomRequests(ApiDocument document, Map<String, String> right, Random random) {
        this.document = document;
        this.right = Map.copyOf(right);
        this.random = random;
    }

    /// A request.
    ///
    /// @param target path and query
    @SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
    public record Request(String method, String target, byte[] body) {
        @Override
        public String toString() {
            return method + " " + target + " " + new String(body, StandardCharsets.UTF_8);
        }
    }

    public Request next(Operation operation) {
        byte[] body = operation.reads() && random.nextInt(20) > 0 ? new byte[0] : body(operation);
        return new Request(operation.method(), path(operation) + query(operation), body);
    }

    private String path(Operation operation) {
        String path = operation.path();
        for (Parameter parameter : operation.inPath()) {
            String value = random.nextInt(3) == 0
                    ? encoded(one(TEXTS))
                    : right.getOrDefault(parameter.name(), encoded(text(parameter.schema())));
            path = path.replace("{" + parameter.name() + "}", value.isEmpty() ? "%20" : value);
        }
        return path;
    }

    private String query(Operation operation) {
        List<String> parts = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            if (parameter.in().equals("query") && random.nextInt(parameter.required() ? 5 : 4) > (parameter.required()
                    ? 0 : 2)) {
                String value = random.nextInt(2) == 0 ? one(TEXTS) : text(parameter.schema());
                parts.add(parameter.name() + "=" + encoded(value));
            }
        }
        switch (random.nextInt(14)) {
            case 0 -> parts.add("unknown=1");
            case 1 -> parts.add("=");
            case 2 -> parts.add("limit=%ff&limit=2");
            case 3 -> parts.add("%e2%82=%e2%82");
            default -> {}
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private byte[] body(Operation operation) {
        return switch (random.nextInt(12)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
            case 2 -> "{".repeat(1 + random.nextInt(3_000)).getBytes(StandardCharsets.UTF_8);
            case 3 -> ("{\"reason\":\"" + "x".repeat(random.nextInt(200_000)) + "\"}").getBytes(StandardCharsets.UTF_8);
            case 4 -> one(VALUES).getBytes(StandardCharsets.UTF_8);
            case 5 -> noise();
            default -> operation.body()
                    .map(schema -> random.nextInt(3) == 0 ? value(schema, 0) : fields(schema))
                    .orElse("{}")
                    .getBytes(StandardCharsets.UTF_8);
        };
    }

    /// An object in which each field may be missing or wrong.
    private String fields(Map<?, ?> schema) {
        return properties(schema).entrySet().stream()
                .filter(field -> random.nextInt(4) > 0)
                .map(field -> "\"" + field.getKey() + "\":" + switch (random.nextInt(3)) {
                    case 0 -> one(VALUES);
                    case 1 -> quoted(one(TEXTS));
                    default -> value(document.resolved((Map<?, ?>) field.getValue()), 0);
                })
                .collect(Collectors.joining(",", "{", random.nextInt(10) == 0 ? ",\"unknown\":1}" : "}"));
    }

    /// A value as the schema wants it, as far as types, ranges and names go.
    private String value(Map<?, ?> schema, int depth) {
        if (depth > DEEP) {
            return "null";
        }
        if (schema.get("enum") instanceof List<?> names) {
            return quoted(String.valueOf(one(names)));
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "integer", "number" -> number(schema);
            case "boolean" -> Boolean.toString(random.nextBoolean());
            case "array" -> "["
                    + value(document.resolved((Map<?, ?>) schema.get("items")), depth + 1) + "]";
            case "object" -> properties(schema).entrySet().stream()
                    .map(field -> "\"" + field.getKey() + "\":"
                            + value(document.resolved((Map<?, ?>) field.getValue()), depth + 1))
                    .collect(Collectors.joining(",", "{", "}"));
            default -> quoted(text(schema));
        };
    }

    private String text(Map<?, ?> schema) {
        if (schema.get("enum") instanceof List<?> names) {
            return String.valueOf(one(names));
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "integer" -> number(schema);
            case "boolean" -> Boolean.toString(random.nextBoolean());
            default -> random.nextBoolean() && !right.isEmpty()
                    ? one(List.copyOf(right.values())) : "n" + random.nextInt(50);
        };
    }

    private String number(Map<?, ?> schema) {
        long min = schema.get("minimum") instanceof Number least ? least.longValue() : 0;
        return Long.toString(min + random.nextInt(100));
    }

    private static Map<?, ?> properties(Map<?, ?> schema) {
        return schema.get("properties") instanceof Map<?, ?> properties ? properties : Map.of();
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> quoted.append(
                c < ' ' || c == '"' || c == '\\' || c > '~' ? "\\u%04x".formatted(c) : (char) c));
        return quoted.append('"').toString();
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(one));
        }
        return encoded.toString();
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
