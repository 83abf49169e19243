package dev.gapless.protocol.codec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Strict reading of one JSON object: each mistake is refused with the field's name, the value and what was expected.
final class Fields {
    private final JsonNode node;

    Fields(JsonNode node) {
        if (!node.isObject()) {
            throw new GaplessException(
                    ErrorCode.INVALID_JSON, "json: " + describe(node) + " (expected: one JSON object)");
        }
        this.node = node;
    }

    /// Refuses fields that are not in the set.
    Fields only(Set<String> allowed) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!allowed.contains(field.getKey())) {
                throw new GaplessException(
                        ErrorCode.UNKNOWN_FIELD,
                        shorten(field.getKey()) + ": not a field here (expected: "
                                + String.join(", ", allowed.stream().sorted().toList()) + ")");
            }
        }
        return this;
    }

    String text(String field) {
        return optionalText(field).orElseThrow(() -> missing(field, "a string"));
    }

    Optional<String> optionalText(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw GaplessException.invalidField(field, describe(value), "a string");
        }
        return Optional.of(value.textValue());
    }

    long number(String field) {
        return optionalNumber(field).orElseThrow(() -> missing(field, "a whole number"));
    }

    Optional<Long> optionalNumber(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw GaplessException.invalidField(field, describe(value), "a whole number");
        }
        return Optional.of(value.longValue());
    }

    boolean flag(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw GaplessException.invalidField(field, describe(value), "true or false");
        }
        return value.booleanValue();
    }

    JsonNode object(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw missing(field, "an object");
        }
        if (!value.isObject()) {
            throw GaplessException.invalidField(field, describe(value), "an object");
        }
        return value;
    }

    JsonNode array(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw missing(field, "an array");
        }
        if (!value.isArray()) {
            throw GaplessException.invalidField(field, describe(value), "an array");
        }
        return value;
    }

    boolean has(String field) {
        return node.has(field);
    }

    /// Turns a value through a constructor that checks ranges, and names the field if it refuses.
    static <T, R> R convert(String field, T value, Function<T, R> conversion) {
        try {
            return conversion.apply(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new GaplessException(ErrorCode.INVALID_FIELD, field + ": " + e.getMessage());
        }
    }

    static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> shorten(value.toString());
            case BOOLEAN -> value.toString();
            case NULL -> "null";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case MISSING -> "nothing";
            case BINARY, POJO -> "a value";
        };
    }

    private static GaplessException missing(String field, String expected) {
        return GaplessException.invalidField(field, "missing", expected);
    }

    private static String shorten(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
