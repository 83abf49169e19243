package dev.gapless.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.DevStackOptions.DatabaseProcesses;
import dev.gapless.devstack.process.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// What a data directory fixes for good (shards, their distribution, the database password) and what it would like to keep (ports):
/// `layout.json`.
///
/// @param shards names in key order
/// @param databaseProcesses how they are spread over servers
/// @param password of the databases
/// @param ports by part, as of the last start
record Layout(List<String> shards, DatabaseProcesses databaseProcesses, String password, Map<String, Integer> ports) {
    static final String BROKER = "kafka";
    static final String CONTROLLER = "kafka-controller";
    static final String GLOBAL = "global";
    static final String SHARED = "shared";

    private static final String FILE = "layout.json";
    private static final int PASSWORD_BYTES = 20;

    Layout {
        shards = List.copyOf(shards);
        ports = Map.copyOf(ports);
    }

    /// The layout of the directory, made now if it has none, with ports that are free now.
    ///
    /// @param roles ports that were chosen for gateways and control plane
    /// @throws DevStackException if the directory was made with other options
    static Layout prepare(DevStackOptions options, RandomGenerator secrets, Ports free, RolePorts roles) {
        Path file = options.dataDirectory().resolve(FILE);
        List<String> wanted = options.splitAt()
                .map(place -> ShardRanges.meetingAt(options.shards(), place))
                .orElseGet(() -> ShardRanges.even(options.shards()));
        Layout old = StateFile.readJson(file)
                .map(Layout::fromJson)
                .orElseGet(() -> new Layout(wanted, options.databaseProcesses(), newPassword(secrets), Map.of()));
        if (!old.shards.equals(wanted) || old.databaseProcesses != options.databaseProcesses()) {
            throw new DevStackException(
                    Problem.DATA_DIRECTORY_MISMATCH,
                    options.dataDirectory() + ": was made with --shards " + old.shards.size() + " --db-processes "
                            + text(old.databaseProcesses)
                            + " (expected: the same; or start over with --fresh, or choose another directory with --data)");
        }
        Map<String, Integer> ports = new TreeMap<>(old.ports);
        ports.putAll(roles.byPart());
        for (String part : old.parts()) {
            ports.put(part, free.freeOr(old.ports.getOrDefault(part, 0)));
        }
        Layout layout = new Layout(old.shards, old.databaseProcesses, old.password, ports);
        StateFile.writeJson(file, layout.toJson());
        return layout;
    }

    /// The shape of a directory that exists, for a start that takes what is there.
    static Optional<Layout> read(Path dataDirectory) {
        return StateFile.readJson(dataDirectory.resolve(FILE)).map(Layout::fromJson);
    }

    /// Names of the database servers, each with its databases: shard names and [#GLOBAL].
    Map<String, List<String>> servers() {
        Map<String, List<String>> servers = new TreeMap<>();
        switch (databaseProcesses) {
            case SHARED -> {
                List<String> all = new ArrayList<>(shards);
                all.add(GLOBAL);
                servers.put(SHARED, all);
            }
            case PER_SHARD -> {
                shards.forEach(shard -> servers.put(shard, List.of(shard)));
                servers.put(GLOBAL, List.of(GLOBAL));
            }
        }
        return servers;
    }

    int port(String part) {
        Integer port = ports.get(part);
        if (port == null) {
            throw new IllegalArgumentException(part + ": has no port (expected: one of " + ports.keySet() + ")");
        }
        return port;
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>(List.of(BROKER, CONTROLLER));
        parts.addAll(servers().keySet());
        return parts;
    }

    private static String newPassword(RandomGenerator secrets) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        secrets.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String text(DatabaseProcesses processes) {
        return processes.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private ObjectNode toJson() {
        ObjectNode node = StateFile.object();
        node.put("database_processes", text(databaseProcesses));
        node.put("database_password", password);
        shards.forEach(node.putArray("shards")::add);
        ObjectNode portNodes = node.putObject("ports");
        new TreeMap<>(ports).forEach(portNodes::put);
        return node;
    }

    private static Layout fromJson(JsonNode node) {
        List<String> shards = new ArrayList<>();
        node.path("shards").forEach(shard -> shards.add(shard.asText()));
        Map<String, Integer> ports = new TreeMap<>();
        node.path("ports").properties().forEach(port -> ports.put(port.getKey(), port.getValue().asInt()));
        String processes = node.path("database_processes").asText().toUpperCase(Locale.ROOT).replace('-', '_');
        return new Layout(shards, DatabaseProcesses.valueOf(processes), node.path("database_password").asText(), ports);
    }
}
