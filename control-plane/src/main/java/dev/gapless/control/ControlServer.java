package dev.gapless.control;

import dev.gapless.control.http.AdminDoor;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.operator.OperatorToken;
import dev.gapless.control.user.UserRoutes;
import dev.gapless.control.workspace.WorkspaceRoutes;
import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.shard.Shards;
import io.helidon.webserver.WebServer;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// A running control plane: the admin API on its own port, over its own connections to the databases.
///
/// It starts while databases are out of reach, and answers `unavailable` for what needs them. Any thread may call.
public final class ControlServer implements AutoCloseable {
    private final WebServer server;
    private final Shards shards;

    private ControlServer(WebServer server, Shards shards) {
        this.server = server;
        this.shards = shards;
    }

    /// Reads the settings, opens the databases, listens. Other roles' settings are left alone.
    ///
    /// @throws IllegalArgumentException naming a setting that is wrong
    /// @throws ControlException if the operator's token cannot be read or made
    /// @throws PortTakenException if another program listens on the port
    public static ControlServer start(Settings settings) {
        return ControlWiring.start(settings);
    }

    /// @param shards closed with the server
    static ControlServer start(
            ControlConfig config, Shards shards, ControlActs acts, OperatorToken operator, IdGenerator ids,
            Clock clock) {
        AdminDoor door = new AdminDoor(operator, ids);
        WebServer server = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .maxTcpConnections(config.maxConnections())
                .idleConnectionTimeout(config.idleTimeout())
                .shutdownHook(false)
                .directHandlers(door.transportErrors())
                .routing(door.routing(routes(acts, shards, clock)))
                .build();
        // Helidon logs why it does not listen, and throws nothing.
        if (!server.start().isRunning()) {
            throw new PortTakenException("control.port", config.host(), config.port());
        }
        return new ControlServer(server, shards);
    }

    /// Everything that the admin API answers; docs/reference/admin-openapi.yaml tells the same.
    static List<AdminRoute> routes(ControlActs acts, Shards shards, Clock clock) {
        return Stream.of(
                new WorkspaceRoutes(acts.workspaces(), acts.createWorkspace()).routes(),
                new UserRoutes(acts.workspaces(), acts.users(), acts.createUser(), acts.issueToken()).routes(),
                new HealthRoutes(shards, clock).routes())
                .flatMap(List::stream)
                .toList();
    }

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
            shards.close();
        }
    }
}
