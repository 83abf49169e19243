package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.control.http.AdminRoute;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.protocol.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// docs/reference/admin-openapi.yaml and the routes tell the same.
class AdminOpenApiTest {
    private static final Path DOCUMENT = Path.of("../docs/reference/admin-openapi.yaml");
    private static final Pattern PATH = Pattern.compile(" {2}(/\\S*):");
    private static final Pattern METHOD = Pattern.compile(" {4}(get|put|post|delete|patch):");
    private static final Pattern LISTED = Pattern.compile(".*#/components/parameters/(Cursor|Limit)'");

    @Test
    void documentsEachRouteAndNoOther() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        String path = "";
        String operation = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher pathMatch = PATH.matcher(line);
            Matcher methodMatch = METHOD.matcher(line);
            Matcher listed = LISTED.matcher(line);
            if (pathMatch.matches()) {
                path = pathMatch.group(1);
            } else if (methodMatch.matches()) {
                operation = methodMatch.group(1).toUpperCase(java.util.Locale.ROOT) + " " + path;
                documented.put(operation, new TreeSet<>());
            } else if (listed.matches()) {
                documented.computeIfAbsent(operation, key -> new TreeSet<>())
                        .add(listed.group(1).toLowerCase(java.util.Locale.ROOT));
            }
        }
        assertEquals(routes(), documented);
    }

    private static Map<String, Set<String>> routes() {
        Clock clock = Clock.systemUTC();
        String nowhere = "jdbc:mysql://127.0.0.1:1/x";
        ShardsConfig config = ShardsConfig.from(
                Settings.of(Map.of("shards.names", "-", "shards.urls", nowhere, "shards.global-url", nowhere)));
        try (Shards shards = Shards.open(config)) {
            ControlActs acts = ControlActs.of(shards, new IdGenerator(clock, 1), clock, new java.util.Random(1));
            return ControlServer.routes(acts, shards, clock).stream()
                    .collect(Collectors.toMap(
                            route -> route.method() + " " + route.path(),
                            (AdminRoute route) -> Set.copyOf(route.query()),
                            (one, other) -> {
                                throw new AssertionError("a route is there twice: " + one);
                            },
                            TreeMap::new));
        }
    }
}
