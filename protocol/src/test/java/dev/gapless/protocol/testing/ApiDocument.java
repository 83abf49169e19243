package dev.gapless.protocol.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// One of the OpenAPI documents of docs/reference, read. Any thread.
public final class ApiDocument {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final String LOCATION = "https://gapless.dev/document";

    private final Map<?, ?> page;
    private final List<Operation> operations;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private ApiDocument(Map<?, ?> page) {
        this.page = page;
        this.operations = readOperations();
        String json = json(page);
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(LOCATION, json)));
    }

    /// The gateway's API.
    public static ApiDocument gateway() {
        return read("openapi.yaml");
    }

    /// The control plane's API.
    public static ApiDocument admin() {
        return read("admin-openapi.yaml");
    }

    /// Where a document is, seen from a module.
    public static Path file(String name) {
        return Path.of("..", "docs", "reference", name);
    }

    private static ApiDocument read(String name) {
        try {
            return new ApiDocument((Map<?, ?>) new Load(LoadSettings.builder().build())
                    .loadFromString(Files.readString(file(name))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A parameter.
    ///
    /// @param in `path`, `query` or `header`
    /// @param schema of its value, resolved
    public record Parameter(String name, String in, boolean required, Map<?, ?> schema) {}

    /// An operation.
    ///
    /// @param method in capitals
    /// @param path template
    /// @param callers names of the security schemes that open it; none if it is open to all
    /// @param body schema of what it takes as JSON, resolved; empty if it takes none
    /// @param pattern what paths it answers
    public record Operation(
            String method, String path, List<Parameter> parameters, Set<String> callers, Optional<Map<?, ?>> body,
            Pattern pattern) {
        public String name() {
            return method + " " + path;
        }

        public boolean reads() {
            return method.equals("GET");
        }

        /// Names of its query parameters.
        public Set<String> query() {
            return names(parameter -> parameter.in().equals("query"));
        }

        /// Names of those that must be there.
        public Set<String> requiredQuery() {
            return names(parameter -> parameter.in().equals("query") && parameter.required());
        }

        /// The parameters of its path, in no order.
        public List<Parameter> inPath() {
            return parameters.stream().filter(parameter -> parameter.in().equals("path")).toList();
        }

        private Set<String> names(Predicate<Parameter> which) {
            Set<String> names = new TreeSet<>();
            parameters.stream().filter(which).forEach(parameter -> names.add(parameter.name()));
            return names;
        }
    }

    public List<Operation> operations() {
        return operations;
    }

    /// The operation that answers a request, if the document has one.
    public Optional<Operation> operation(String method, String target) {
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        return operations.stream()
                .filter(operation -> operation.method().equals(method) && operation.pattern().matcher(path).matches())
                .findFirst();
    }

    /// What about an answer is not as the document says. Answers outside all operations are nobody's business.
    ///
    /// @param target path and query
    /// @param contentType empty for none
    public List<String> violations(String method, String target, int status, String contentType, byte[] body) {
        Optional<Operation> operation = operation(method, target);
        if (operation.isEmpty() || status == 405) {
            return List.of();
        }
        String at = "/paths/" + escaped(operation.get().path()) + "/" + method.toLowerCase(Locale.ROOT) + "/responses";
        Map<?, ?> responses = (Map<?, ?>) Objects.requireNonNull(resolve("#" + at));
        String key = responses.containsKey(Integer.toString(status)) ? Integer.toString(status) : "default";
        if (!(responses.get(key) instanceof Map<?, ?> response)) {
            return List.of(operation.get().name() + ": status " + status + " is not in the document");
        }
        if (response.get("$ref") instanceof String reference) {
            at = reference.substring(1);
            response = (Map<?, ?>) Objects.requireNonNull(resolve(reference));
        } else {
            at = at + "/" + key;
        }
        if (!(response.get("content") instanceof Map<?, ?> content)) {
            return body.length == 0
                    ? List.of() : List.of(operation.get().name() + ": " + status + " has a body, of " + contentType);
        }
        String type = contentType.split(";")[0].strip();
        if (!content.containsKey(type)) {
            return List.of(operation.get().name() + ": " + status + " is " + type + ", not of " + content.keySet());
        }
        boolean shaped = type.endsWith("json") && ((Map<?, ?>) content.get(type)).containsKey("schema");
        return shaped
                ? wrong(at + "/content/" + escaped(type) + "/schema", operation.get(), status, body)
                : List.of();
    }

    private List<String> wrong(String pointer, Operation operation, int status, byte[] body) {
        Schema schema = schemas.computeIfAbsent(
                pointer, at -> registry.getSchema(SchemaLocation.of(LOCATION + "#" + at)));
        return schema.validate(new String(body, StandardCharsets.UTF_8), InputFormat.JSON).stream()
                .map(error -> operation.name() + ": " + status + " " + error)
                .toList();
    }

    /// What `$ref`s point at nothing.
    public List<String> deadReferences() {
        return references(page).stream().filter(reference -> resolve(reference) == null).toList();
    }

    /// Names of components that nothing points at.
    public Set<String> unusedComponents() {
        Set<String> unused = new TreeSet<>();
        for (String kind : List.of("parameters", "schemas", "responses")) {
            map(map(page, "components"), kind).keySet().forEach(name -> unused.add(kind + "/" + name));
        }
        references(page).forEach(reference -> unused.remove(reference.substring("#/components/".length())));
        return unused;
    }

    /// A schema with the `$ref` at its top followed.
    public Map<?, ?> resolved(Map<?, ?> schema) {
        Map<?, ?> at = schema;
        while (at.get("$ref") instanceof String reference) {
            at = (Map<?, ?>) Objects.requireNonNull(resolve(reference), reference);
        }
        return at;
    }

    private List<Operation> readOperations() {
        List<Operation> found = new ArrayList<>();
        map(page, "paths").forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                found.add(operation(
                        method.toString().toUpperCase(Locale.ROOT), path.toString(), (Map<?, ?>) item,
                        (Map<?, ?>) operation));
            }
        }));
        return List.copyOf(found);
    }

    private Operation operation(String method, String path, Map<?, ?> item, Map<?, ?> operation) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Map<?, ?> holder : List.of(item, operation)) {
            if (holder.get("parameters") instanceof List<?> list) {
                list.stream()
                        .map(parameter -> parameter(resolved((Map<?, ?>) parameter)))
                        .forEach(parameter -> parameters.put(parameter.in() + " " + parameter.name(), parameter));
            }
        }
        Object security = operation.get("security") == null ? page.get("security") : operation.get("security");
        Set<String> callers = new TreeSet<>();
        ((List<?>) security)
                .forEach(scheme -> ((Map<?, ?>) scheme).keySet().forEach(name -> callers.add(name.toString())));
        return new Operation(
                method, path, List.copyOf(parameters.values()), callers, body(operation),
                Pattern.compile(path.replaceAll("\\{[^}]*}", "[^/]+")));
    }

    private Parameter parameter(Map<?, ?> parameter) {
        return new Parameter(
                String.valueOf(parameter.get("name")),
                String.valueOf(parameter.get("in")),
                Boolean.TRUE.equals(parameter.get("required")),
                resolved(map(parameter, "schema")));
    }

    private Optional<Map<?, ?>> body(Map<?, ?> operation) {
        if (operation.get("requestBody") instanceof Map<?, ?> body
                && resolved(body).get("content") instanceof Map<?, ?> content
                && content.get("application/json") instanceof Map<?, ?> json) {
            return Optional.of(resolved(map(json, "schema")));
        }
        return Optional.empty();
    }

    private Object resolve(String reference) {
        Object at = page;
        for (String step : reference.substring(2).split("/")) {
            at = at instanceof Map<?, ?> map
                    ? map.get(step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}"))
                    : null;
        }
        return at;
    }

    private static List<String> references(Object node) {
        List<String> references = new ArrayList<>();
        collect(node, references);
        return references;
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
        } else if (node instanceof Collection<?> list) {
            list.forEach(value -> collect(value, references));
        }
    }

    private static Map<?, ?> map(Map<?, ?> parent, String name) {
        return (Map<?, ?>) Objects.requireNonNull(parent.get(name), name);
    }

    private static String escaped(String step) {
        return step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D");
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
