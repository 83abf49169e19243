package dev.gapless.cli.declare;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One thing as it should be.
///
/// @param kind of thing
/// @param values of its fields, those that name it included
/// @param place file and number of the document, for messages
record Declaration(Kind kind, Map<String, Object> values, String place) {
    String text(String field) {
        return String.valueOf(values.get(field));
    }

    Optional<String> optional(String field) {
        return Optional.ofNullable(values.get(field)).map(String::valueOf);
    }

    /// What people call it, such as `channel acme/news`.
    String label() {
        return kind.name() + " " + kind.names().stream().map(this::text).collect(Collectors.joining("/"));
    }
}
