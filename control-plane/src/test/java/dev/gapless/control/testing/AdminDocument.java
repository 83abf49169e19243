package dev.gapless.control.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// docs/reference/admin-openapi.yaml, read.
public final class AdminDocument {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final Map<?, ?> page;

    private AdminDocument(Map<?, ?> page) {
        this.page = page;
    }

    public static AdminDocument read() {
        try {
            Path file = Path.of("..", "docs", "reference", "admin-openapi.yaml");
            return new AdminDocument(
                    (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An operation.
    ///
    /// @param method in capitals
    /// @param path template
    /// @param query names of its query parameters
    /// @param required names of those that must be there
    /// @param callers names of the security schemes that open it; none if it is open to all
    /// @param fields names in the body that it takes
    public record Operation(
            String method, String path, Set<String> query, Set<String> required, Set<String> callers,
            Set<String> fields) {
        public String name() {
            return method + " " + path;
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        map(page, "paths").forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                operations.add(operation(
                        method.toString().toUpperCase(Locale.ROOT), path.toString(), (Map<?, ?>) item,
                        (Map<?, ?>) operation));
            }
        }));
        return operations;
    }

    /// What `$ref`s point at nothing.
    public List<String> deadReferences() {
        List<String> references = new ArrayList<>();
        collect(page, references);
        return references.stream().filter(reference -> resolve(reference) == null).toList();
    }

    /// Names of components that nothing points at.
    public Set<String> unusedComponents() {
        List<String> references = new ArrayList<>();
        collect(page, references);
        Set<String> unused = new TreeSet<>();
        for (String kind : List.of("parameters", "schemas", "responses")) {
            map(map(page, "components"), kind).keySet().forEach(name -> unused.add(kind + "/" + name));
        }
        references.forEach(reference -> unused.remove(reference.substring("#/components/".length())));
        return unused;
    }

    private Operation operation(String method, String path, Map<?, ?> item, Map<?, ?> operation) {
        Set<String> query = new TreeSet<>();
        Set<String> required = new TreeSet<>();
        for (Map<?, ?> holder : List.of(item, operation)) {
            if (holder.get("parameters") instanceof List<?> parameters) {
                for (Object parameter : parameters) {
                    Map<?, ?> resolved = (Map<?, ?>) Objects.requireNonNull(
                            resolve(((Map<?, ?>) parameter).get("$ref").toString()));
                    if ("query".equals(resolved.get("in"))) {
                        query.add(resolved.get("name").toString());
                        if (Boolean.TRUE.equals(resolved.get("required"))) {
                            required.add(resolved.get("name").toString());
                        }
                    }
                }
            }
        }
        Object security = operation.get("security") == null ? page.get("security") : operation.get("security");
        Set<String> callers = new TreeSet<>();
        ((List<?>) security)
                .forEach(scheme -> ((Map<?, ?>) scheme).keySet().forEach(name -> callers.add(name.toString())));
        return new Operation(method, path, query, required, callers, fields(operation));
    }

    private Set<String> fields(Map<?, ?> operation) {
        Set<String> fields = new TreeSet<>();
        List<String> references = new ArrayList<>();
        collect(operation.get("requestBody"), references);
        for (String reference : references) {
            if (resolve(reference) instanceof Map<?, ?> schema && schema.get("properties") instanceof Map<?, ?> found) {
                found.keySet().forEach(name -> fields.add(name.toString()));
            }
        }
        return fields;
    }

    private Object resolve(String reference) {
        Object at = page;
        for (String step : reference.substring(2).split("/")) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }

    private static void collect(Object node, List<String> references) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("$ref")) {
                    references.add(value.toString());
                } else {
                    collect(value, references);
                }
            });
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, references));
        }
    }

    private static Map<?, ?> map(Map<?, ?> parent, String name) {
        return (Map<?, ?>) Objects.requireNonNull(parent.get(name), name);
    }
}
