package dev.gapless.server.testing;

import dev.gapless.protocol.config.Settings;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.server.GatewayServer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A gateway over a real database and a Kafka that is not there: what holds here holds while Kafka is down.
public final class RunningServer implements AutoCloseable {
    private final Shards shards;
    private final GatewayServer server;
    private final World world;

    private RunningServer(Shards shards, GatewayServer server) {
        this.shards = shards;
        this.server = server;
        this.world = new World(shards);
    }

    /// On databases of its own.
    public static RunningServer start() {
        return start(TestDatabase.newConfig(), Map.of());
    }

    public static RunningServer start(ShardsConfig databases, Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "server.port", "0",
                "server.drain", "0s",
                "shards.urls", String.join(",", databases.urls()),
                "shards.global-url", databases.globalUrl(),
                "shards.user", databases.user(),
                "shards.password", databases.password(),
                "kafka.bootstrap", "127.0.0.1:1"));
        settings.putAll(overrides);
        GatewayServer server = GatewayServer.start(Settings.of(settings));
        return new RunningServer(Shards.open(databases), server);
    }

    public GatewayServer server() {
        return server;
    }

    public Shards shards() {
        return shards;
    }

    public World world() {
        return world;
    }

    public Api api() {
        return new Api(server.port());
    }

    /// Closes several at the same time, as each takes a while without a broker.
    public static void closeAll(Collection<RunningServer> servers) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            servers.forEach(server -> threads.execute(server::close));
        }
    }

    @Override
    public void close() {
        server.close();
        shards.close();
    }
}
