package dev.gapless.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.server.http.Route;
import dev.gapless.server.testing.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// docs/reference/openapi.yaml and the routes in the code are about the same API.
class OpenApiIT {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final Map<?, ?> page = read();

    @Test
    void describesEveryRouteWithItsQueryAndItsGuard() {
        Map<String, String> documented = new TreeMap<>();
        map(page, "paths").forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                documented.put(
                        method.toString().toUpperCase(java.util.Locale.ROOT) + " " + path,
                        describe(queryOf((Map<?, ?>) item, (Map<?, ?>) operation), openTo((Map<?, ?>) operation)));
            }
        }));
        Map<String, String> coded = new TreeMap<>();
        try (RunningServer running = RunningServer.start()) {
            for (Route route : running.server().routes()) {
                coded.put(
                        route.method() + " " + route.path(),
                        describe(route.query(), route.guard() == Route.Guard.OPEN));
            }
        }
        assertEquals(coded, documented);
    }

    @Test
    void pointsOnlyAtWhatIsThere() {
        List<String> references = new ArrayList<>();
        collect(page, references);
        assertTrue(references.size() > 50);
        for (String reference : references) {
            Object at = page;
            for (String step : reference.substring(2).split("/")) {
                at = at instanceof Map<?, ?> map ? map.get(step) : null;
            }
            assertTrue(at != null, reference);
        }
    }

    private static String describe(Collection<String> query, boolean open) {
        return new TreeSet<>(query) + (open ? " open" : " token");
    }

    private Set<String> queryOf(Map<?, ?> item, Map<?, ?> operation) {
        Set<String> names = new TreeSet<>();
        for (Map<?, ?> holder : List.of(item, operation)) {
            if (holder.get("parameters") instanceof List<?> parameters) {
                for (Object parameter : parameters) {
                    Map<?, ?> resolved = resolved((Map<?, ?>) parameter);
                    if ("query".equals(resolved.get("in"))) {
                        names.add(String.valueOf(resolved.get("name")));
                    }
                }
            }
        }
        return names;
    }

    private Map<?, ?> resolved(Map<?, ?> parameter) {
        Object reference = parameter.get("$ref");
        if (reference == null) {
            return parameter;
        }
        String name = reference.toString().substring("#/components/parameters/".length());
        return map(map(map(page, "components"), "parameters"), name);
    }

    private static boolean openTo(Map<?, ?> operation) {
        return operation.get("security") instanceof List<?> security && security.isEmpty();
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
        return (Map<?, ?>) java.util.Objects.requireNonNull(parent.get(name), name);
    }

    private static Map<?, ?> read() {
        try {
            Path file = Path.of("..", "docs", "reference", "openapi.yaml");
            return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
