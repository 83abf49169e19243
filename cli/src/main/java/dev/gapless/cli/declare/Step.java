package dev.gapless.cli.declare;

import dev.gapless.client.AdminClient;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What one declaration would change.
///
/// @param wanted how it should be
/// @param found how it is; empty if it is not there
/// @param changes the fields that differ, with the values wanted
record Step(Declaration wanted, Optional<Kind.Found> found, Map<String, Object> changes) {
    /// One line of a difference.
    ///
    /// @param object what people call the thing
    /// @param field that differs
    /// @param now its value, empty text if the thing is not there
    /// @param wanted its value
    record Difference(String object, String field, Object now, Object wanted) {}

    /// Compares.
    static Step of(AdminClient admin, Declaration wanted) {
        Optional<Kind.Found> found = wanted.kind().find(admin, wanted);
        Map<String, Object> changes = new LinkedHashMap<>();
        for (Kind.Field field : wanted.kind().fields()) {
            Object value = wanted.values().get(field.name());
            if (value != null && !value.equals(found.map(thing -> thing.fields().get(field.name())).orElse(null))) {
                changes.put(field.name(), value);
            }
        }
        return new Step(wanted, found, changes);
    }

    boolean nothingToDo() {
        return found.isPresent() && changes.isEmpty();
    }

    /// `created`, `changed` or `unchanged`.
    String outcome() {
        return found.isEmpty() ? "created" : changes.isEmpty() ? "unchanged" : "changed";
    }

    Object now(String field) {
        return found.map(thing -> thing.fields().getOrDefault(field, "")).orElse("");
    }

    /// What an answer tells, or nothing if there is no such thing.
    static <T> Optional<T> ifThere(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (ApiException e) {
            if (ApiClient.notFound(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static Optional<String> text(Map<String, Object> fields, String name) {
        return Optional.ofNullable(fields.get(name)).map(String::valueOf);
    }

    static Optional<Long> number(Map<String, Object> fields, String name) {
        return Optional.ofNullable(fields.get(name)).map(value -> ((Number) value).longValue());
    }
}
