package dev.gapless.control;

import dev.gapless.control.access.StoredGate;
import dev.gapless.control.act.KafkaPolicyNews;
import dev.gapless.control.fleet.FleetRoutes;
import dev.gapless.control.fleet.HeatSource;
import dev.gapless.control.http.AdminDoor;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.job.JobRunner;
import dev.gapless.control.metrics.ControlMetrics;
import dev.gapless.control.operator.OperatorToken;
import dev.gapless.control.route.RouteKeeper;
import dev.gapless.control.route.RouteRoutes;
import dev.gapless.control.signin.SignInRoutes;
import dev.gapless.control.trace.TraceRoutes;
import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.schema.shard.Shards;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.micrometer.core.instrument.Gauge;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running control plane: the admin API on its own port, over its own connections to the databases.
///
/// It starts while databases are out of reach, and answers `unavailable` for what needs them. Any thread may call.
public final class ControlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

    private final WebServer server;
    private final Held held;

    /// What is closed with the server.
    ///
    /// @param shards connections to the databases
    /// @param news what tells gateways
    /// @param metrics what operators see of it
    /// @param fleet what asks gateways and the broker
    /// @param heat who knows what is hot
    /// @param keeper what changes classes by heat
    /// @param jobs works on what goes on after its request
    /// @param trace what asks for the way of an event
    record Held(
            Shards shards, KafkaPolicyNews news, ControlMetrics metrics, FleetRoutes fleet, HeatSource heat,
            RouteKeeper keeper, JobRunner jobs, TraceRoutes trace) {
        /// Ends what works beside the door.
        void closeWorkers() {
            jobs.close();
            keeper.close();
            trace.close();
            fleet.close();
            heat.close();
            metrics.close();
        }
    }

    private ControlServer(WebServer server, Held held) {
        this.server = server;
        this.held = held;
    }

    /// Reads the settings, opens the databases, listens. Other roles' settings are left alone.
    ///
    /// @throws IllegalArgumentException naming a setting that is wrong
    /// @throws ControlException if the operator's token cannot be read or made
    /// @throws PortTakenException if another program listens on the port
    public static ControlServer start(Settings settings) {
        return ControlWiring.start(settings);
    }

    /// @param held closed with the server
    static ControlServer start(
            ControlConfig config, Held held, ControlActs acts, RouteRoutes channelRoutes, OperatorToken operator,
            IdGenerator ids, Clock clock) {
        Shards shards = held.shards();
        ControlMetrics metrics = held.metrics();
        AdminDoor door = new AdminDoor(
                new StoredGate(shards, operator, acts.workspaces(), acts.acts(), clock), ids, metrics.registry());
        SignInRoutes signIn = new SignInRoutes(
                config.signIn(), shards, acts.workspaces(), acts.users(), acts.tokens(), clock);
        WebServerConfig.Builder builder = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .maxTcpConnections(config.maxConnections())
                .idleConnectionTimeout(config.idleTimeout())
                .shutdownHook(false)
                .directHandlers(door.transportErrors())
                .routing(door.routing(
                        routes(new Nouns(acts, held.fleet(), channelRoutes, signIn, held.trace()), shards, clock,
                                metrics)));
        secure(
                builder,
                config.tls().map(files -> ServerIdentity.open(
                        files, System::nanoTime, line -> log.info("{}", line))),
                metrics);
        WebServer server = builder.build();
        // Helidon logs why it does not listen, and throws nothing.
        if (!server.start().isRunning()) {
            throw new PortTakenException("control.port", config.host(), config.port());
        }
        held.jobs().start();
        return new ControlServer(server, held);
    }

    private static void secure(
            WebServerConfig.Builder server, Optional<ServerIdentity> identity, ControlMetrics metrics) {
        identity.ifPresent(shown -> server.tls(tls -> tls.sslContext(shown.context())));
        Gauge.builder("tls.certificate.expiry", () -> ServerIdentity.validUntilSeconds(identity))
                .baseUnit("seconds")
                .description("Until when the certificate of this port is valid, in seconds since 1970; NaN without TLS")
                .register(metrics.registry());
    }

    /// Everything that the admin API answers; docs/reference/admin-openapi.yaml tells the same.
    static List<AdminRoute> routes(Nouns nouns, Shards shards, Clock clock, ControlMetrics metrics) {
        return Stream
                .of(nouns.acts().routes(clock), nouns.fleet().routes(), nouns.routes().routes(),
                        nouns.signIn().routes(), nouns.trace().routes(), new HealthRoutes(shards, clock).routes(),
                        metrics.routes())
                .flatMap(List::stream)
                .toList();
    }

    /// What the admin API is about.
    record Nouns(
            ControlActs acts, FleetRoutes fleet, RouteRoutes routes, SignInRoutes signIn, TraceRoutes trace) {}

    /// The port that it listens on.
    public int port() {
        return server.port();
    }

    /// Stops listening, ends what runs, closes the databases' connections.
    @Override
    public void close() {
        try {
            server.stop();
        } finally {
            held.closeWorkers();
            held.news().close();
            held.shards().close();
        }
    }
}
