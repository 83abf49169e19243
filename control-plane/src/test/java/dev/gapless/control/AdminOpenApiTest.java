package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.control.act.PolicyNews;
import dev.gapless.control.fleet.FleetConfig;
import dev.gapless.control.fleet.FleetRoutes;
import dev.gapless.control.fleet.HeatSource;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.metrics.ControlMetrics;
import dev.gapless.control.retention.Retention;
import dev.gapless.control.route.RouteConfig;
import dev.gapless.control.route.RouteRoutes;
import dev.gapless.control.signin.SignInRoutes;
import dev.gapless.control.trace.TraceRoutes;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.testing.ApiDocument;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// docs/reference/admin-openapi.yaml and the routes tell the same.
class AdminOpenApiTest {
    private final ApiDocument document = ApiDocument.admin();

    @Test
    void describesEveryRouteWithItsQueryAndItsGuard() {
        Map<String, String> documented = new TreeMap<>();
        document.operations().forEach(operation -> documented.put(
                operation.name(), describe(operation.query(), operation.requiredQuery(), operation.callers())));
        Map<String, String> coded = new TreeMap<>();
        for (AdminRoute route : routes()) {
            Set<String> required =
                    route.severity() == AdminRoute.Severity.REASONED
                            ? Set.of("reason")
                            : route.query().contains("amount") ? Set.of("amount") : Set.of();
            String before = coded.put(
                    route.method() + " " + route.path(), describe(route.query(), required, callers(route.guard())));
            assertEquals(null, before, route.method() + " " + route.path());
        }
        assertEquals(coded, documented);
    }

    @Test
    void saysHowEveryPathParameterLooks() {
        document.operations().forEach(operation -> assertEquals(
                Pattern.compile("\\{(\\w+)}").matcher(operation.path()).results()
                        .map(found -> found.group(1)).collect(Collectors.toSet()),
                operation.inPath().stream().map(ApiDocument.Parameter::name)
                        .collect(Collectors.toSet()),
                operation.name()));
    }

    @Test
    void letsEveryWriteBeNamedTriedAndGuarded() {
        for (AdminRoute route : routes()) {
            assertEquals(!route.method().equals("GET"), route.writes(), route.path());
            if (route.writes()) {
                assertEquals(true, route.query().containsAll(AdminRoute.TERMS), route.path());
            }
        }
    }

    private static String describe(Set<String> query, Set<String> required, Set<String> callers) {
        return new TreeSet<>(query) + " required " + new TreeSet<>(required) + " for " + new TreeSet<>(callers);
    }

    private static Set<String> callers(AdminRoute.Guard guard) {
        return switch (guard) {
            case OPERATOR -> Set.of("operator");
            case ADMIN -> Set.of("operator", "admin");
            case AUDITOR -> Set.of("operator", "admin", "auditor");
            case OPEN -> Set.of();
        };
    }

    private static List<AdminRoute> routes() {
        Clock clock = Clock.systemUTC();
        String nowhere = "jdbc:mysql://127.0.0.1:1/x";
        ShardsConfig config = ShardsConfig.from(
                Settings.of(Map.of("shards.names", "-", "shards.urls", nowhere, "shards.global-url", nowhere)));
        try (Shards shards = Shards.open(config);
                ControlMetrics metrics = new ControlMetrics()) {
            ControlActs acts =
                    ControlActs.of(
                            shards, new IdGenerator(clock, 1), clock, new Random(1), PolicyNews.UNTOLD,
                            new Retention.Pace(Duration.ZERO, Duration.ofHours(1)));
            try (HeatSource heat = new HeatSource(FleetConfig.from(Settings.of(Map.of())));
                    FleetRoutes fleet = new FleetRoutes(
                            shards, acts.acts(), heat, clock, System::nanoTime,
                            new FleetRoutes.Places(Optional.empty(), "", Map.of()))) {
                RouteRoutes routes = new RouteRoutes(
                        new RouteRoutes.Parts(
                                shards, acts.acts(), acts.channels(), acts.channelChanges(), heat,
                                new IdGenerator(clock, 1), clock),
                        RouteConfig.from(Settings.of(Map.of())));
                SignInRoutes signIn = new SignInRoutes(
                        Optional.empty(), shards, acts.workspaces(), acts.users(), acts.tokens(), clock);
                TraceRoutes trace = new TraceRoutes(
                        shards, acts.channels(), FleetConfig.from(Settings.of(Map.of())), clock);
                return ControlServer.routes(
                        new ControlServer.Nouns(acts, fleet, routes, signIn, trace), shards, clock, metrics);
            }
        }
    }
}
