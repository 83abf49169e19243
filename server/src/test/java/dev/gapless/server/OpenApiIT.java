package dev.gapless.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.protocol.testing.ApiDocument;
import dev.gapless.server.http.Route;
import dev.gapless.server.testing.RunningServer;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// docs/reference/openapi.yaml and the routes in the code are about the same API.
class OpenApiIT {
    @Test
    void describesEveryRouteWithItsQueryAndItsGuard() {
        Map<String, String> documented = new TreeMap<>();
        ApiDocument.gateway().operations().forEach(operation -> documented.put(
                operation.name(), describe(operation.query(), operation.callers().isEmpty())));
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

    private static String describe(Collection<String> query, boolean open) {
        return new TreeSet<>(query) + (open ? " open" : " token");
    }
}
