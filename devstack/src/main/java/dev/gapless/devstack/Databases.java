package dev.gapless.devstack;

import dev.gapless.devstack.StackState.Child;
import dev.gapless.devstack.StackState.ShardAddress;
import dev.gapless.devstack.mariadb.EmbeddedMariaDb;
import dev.gapless.devstack.mariadb.MariaDbBinaries;
import dev.gapless.devstack.mariadb.MariaDbOptions;
import dev.gapless.protocol.config.Settings;
import dev.gapless.schema.shard.ShardsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The database servers of a stack and what they hold.
///
/// The servers are added by one thread at the start; afterwards any thread may read.
final class Databases implements AutoCloseable {
    static final String USER = "gapless";

    private static final String GLOBAL_DATABASE = "gapless_global";
    private static final String PATIENCE = "60s";
    private static final int GLOBAL_BUFFER_POOL_MB = 32;
    private static final int SHARD_BUFFER_POOL_MB = 128;

    private final Layout layout;
    private final Map<String, EmbeddedMariaDb> servers = new LinkedHashMap<>();

    private Databases(Layout layout) {
        this.layout = layout;
    }

    /// Starts all servers, one after the other.
    static Databases start(MariaDbBinaries binaries, Path directory, Layout layout) {
        Databases databases = new Databases(layout);
        try {
            layout.servers().forEach((name, held) -> databases.servers.put(
                    name,
                    EmbeddedMariaDb.start(
                            binaries,
                            new MariaDbOptions(
                                    name,
                                    directory.resolve(folder(name)),
                                    layout.port(name),
                                    held.stream().map(Databases::database).toList(),
                                    USER,
                                    layout.password(),
                                    bufferPoolMb(name)))));
            return databases;
        } catch (RuntimeException e) {
            databases.close();
            throw e;
        }
    }

    /// The server that holds a shard, or the global keyspace under [Layout#GLOBAL].
    EmbeddedMariaDb server(String shard) {
        EmbeddedMariaDb own = servers.getOrDefault(shard, servers.get(Layout.SHARED));
        if (own == null || !(shard.equals(Layout.GLOBAL) || layout.shards().contains(shard))) {
            throw new IllegalArgumentException(
                    "shard: " + shard + " (expected: one of " + layout.shards() + " or global)");
        }
        return own;
    }

    /// For what a start or an order cannot do without: it waits for a busy machine, which a gateway would not.
    ShardsConfig patient() {
        Map<String, String> settings = new TreeMap<>(settings());
        settings.put(ShardsConfig.CONNECT_TIMEOUT.name(), PATIENCE);
        return ShardsConfig.from(Settings.of(settings));
    }

    /// Settings by which a role finds these databases.
    Map<String, String> settings() {
        return Map.of(
                "shards.names", String.join(",", layout.shards()),
                "shards.urls", addresses().stream().map(ShardAddress::jdbcUrl).collect(Collectors.joining(",")),
                "shards.global-url", server(Layout.GLOBAL).jdbcUrl(GLOBAL_DATABASE),
                "shards.user", USER,
                "shards.password", layout.password());
    }

    List<ShardAddress> addresses() {
        return layout.shards().stream()
                .map(shard -> new ShardAddress(shard, server(shard).jdbcUrl(database(shard))))
                .toList();
    }

    List<Child> children() {
        List<Child> children = new ArrayList<>();
        servers.forEach((name, server) -> {
            if (server.alive()) {
                children.add(new Child("mariadb " + name, server.pid(), server.dataArgument()));
            }
        });
        return children;
    }

    @Override
    public void close() {
        servers.values().forEach(EmbeddedMariaDb::close);
    }

    private static String database(String shard) {
        return shard.equals(Layout.GLOBAL) ? GLOBAL_DATABASE : ShardRanges.database(shard);
    }

    // A folder that starts with a dash is trouble in every shell.
    private static String folder(String server) {
        return server.contains("-") ? ShardRanges.database(server) : server;
    }

    private static int bufferPoolMb(String server) {
        return switch (server) {
            case Layout.SHARED -> MariaDbOptions.DEFAULT_BUFFER_POOL_MB;
            case Layout.GLOBAL -> GLOBAL_BUFFER_POOL_MB;
            default -> SHARD_BUFFER_POOL_MB;
        };
    }
}
