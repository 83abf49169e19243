package dev.gapless.devstack;

import dev.gapless.devstack.kafka.BrokerDoor;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.keyspace.KeyspaceId;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What stack to run. The defaults are those of `gapless up`; change single ones with the `with…` methods.
///
/// @param dataDirectory everything the stack keeps; made if it is not there
/// @param cache unpacked MariaDB; shared by all stacks
/// @param shards 1 to 64; fixed when the data directory is made
/// @param databaseProcesses fixed when the data directory is made
/// @param broker where Kafka runs
/// @param gateways 1 to 8
/// @param gatewayPlacement where they run; more than one are always processes
/// @param fanout where the fan-out and the inbox run
/// @param control where the control plane runs
/// @param httpPort of the first gateway; the others follow above it; 0 takes free ones; [#LAST_PORT]
/// @param adminPort of the control plane; 0 takes a free one; [#LAST_PORT]
/// @param existing what happens to data that are there
/// @param serverSettings settings of the gateways that differ from the defaults
/// @param wiring where gateways find databases and broker
/// @param progress hears what is being done while it takes time, one line each; any thread
/// @param brokerDoors ways into the broker for gateways (`gateway-1`) and fan-out (`fanout`) that differ from the common one
/// @param doors what the roles' ports speak
/// @param splitAt shards are even, except that two of them meet here; fixed when the data directory is made
public record DevStackOptions(
        Path dataDirectory,
        Path cache,
        int shards,
        DatabaseProcesses databaseProcesses,
        Placement broker,
        int gateways,
        Placement gatewayPlacement,
        Placement fanout,
        Placement control,
        int httpPort,
        int adminPort,
        Existing existing,
        Map<String, String> serverSettings,
        GatewayWiring wiring,
        Consumer<String> progress,
        List<BrokerDoor> brokerDoors,
        Doors doors,
        Optional<KeyspaceId> splitAt) {
    /// Instead of a port: where the role was at the last start on this directory, or the default port at the first.
    public static final int LAST_PORT = -1;
    public static final int DEFAULT_HTTP_PORT = 7400;
    public static final int DEFAULT_ADMIN_PORT = 7401;
    public static final int DEFAULT_SHARDS = 2;
    private static final int MAX_SHARDS = 64;
    private static final int MAX_GATEWAYS = 8;
    private static final long MIDDLE = 0x8000_0000L;

    /// How shards map to database servers.
    public enum DatabaseProcesses {
        /// One server has all shards.
        SHARED,
        /// Each shard has its own server, and the global keyspace has one, so that one can be killed.
        PER_SHARD
    }

    /// Where a part runs.
    public enum Placement {
        THIS_JVM,
        /// In a child JVM, which can be killed.
        PROCESS
    }

    /// What the ports of the roles speak.
    public enum Doors {
        PLAIN,
        /// TLS, with certificates of an authority that is made at each start.
        TLS
    }

    /// What to do with data of an earlier run.
    public enum Existing {
        KEEP,
        /// Delete them before the start.
        DISCARD
    }

    public DevStackOptions {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        cache = cache.toAbsolutePath().normalize();
        serverSettings = Map.copyOf(serverSettings);
        brokerDoors = List.copyOf(brokerDoors);
        requireRange("shards", shards, 1, MAX_SHARDS);
        requireRange("gateways", gateways, 1, MAX_GATEWAYS);
        requireRange("httpPort", httpPort, LAST_PORT, 65_535 - 2 * MAX_GATEWAYS);
        requireRange("adminPort", adminPort, LAST_PORT, 65_535);
        if (gateways > 1) {
            gatewayPlacement = Placement.PROCESS;
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }

    /// The defaults: one gateway and the broker in this JVM, the ports of the last start or 7400 and 7401, and the shards that the directory was made with, or
    /// two in one server.
    public static DevStackOptions in(Path dataDirectory, Path cache) {
        Optional<Layout> made = Layout.read(dataDirectory);
        return new DevStackOptions(
                dataDirectory,
                cache,
                made.map(layout -> layout.shards().size()).orElse(DEFAULT_SHARDS),
                made.map(Layout::databaseProcesses).orElse(DatabaseProcesses.SHARED),
                Placement.THIS_JVM,
                1,
                Placement.THIS_JVM,
                Placement.THIS_JVM,
                Placement.THIS_JVM,
                LAST_PORT,
                LAST_PORT,
                Existing.KEEP,
                Map.of(),
                GatewayWiring.DIRECT,
                line -> {},
                List.of(),
                Doors.PLAIN,
                Optional.empty());
    }

    public DevStackOptions withShards(int count, DatabaseProcesses processes) {
        return changed(next -> {
            next.shards = count;
            next.databaseProcesses = processes;
        });
    }

    public DevStackOptions withBroker(Placement placement) {
        return changed(next -> next.broker = placement);
    }

    public DevStackOptions withGateways(int count, Placement placement) {
        return changed(next -> {
            next.gateways = count;
            next.gatewayPlacement = placement;
        });
    }

    public DevStackOptions withFanout(Placement placement) {
        return changed(next -> next.fanout = placement);
    }

    public DevStackOptions withControl(Placement placement) {
        return changed(next -> next.control = placement);
    }

    public DevStackOptions withPorts(int http, int admin) {
        return changed(next -> {
            next.httpPort = http;
            next.adminPort = admin;
        });
    }

    public DevStackOptions withExisting(Existing choice) {
        return changed(next -> next.existing = choice);
    }

    public DevStackOptions withServerSettings(Map<String, String> settings) {
        return changed(next -> next.serverSettings = settings);
    }

    /// For experiments that put something between gateways and what they use.
    public DevStackOptions withWiring(GatewayWiring change) {
        return changed(next -> next.wiring = change);
    }

    public DevStackOptions withProgress(Consumer<String> listener) {
        return changed(next -> next.progress = listener);
    }

    /// For experiments that put something between the broker and who uses it.
    public DevStackOptions withBrokerDoors(List<BrokerDoor> doors) {
        return changed(next -> next.brokerDoors = doors);
    }

    /// All roles speak TLS; [StackState#authority] vouches for them.
    public DevStackOptions withTls() {
        return changed(next -> next.doors = Doors.TLS);
    }

    /// Two shards meet in the middle of a workspace, so that its channels and people are spread over both.
    public DevStackOptions withSplit(WorkspaceId workspace) {
        long prefix = (long) KeyspaceRouter.ofWorkspace(workspace).prefix() << 32;
        return changed(next -> next.splitAt = Optional.of(new KeyspaceId(prefix | MIDDLE)));
    }

    private DevStackOptions changed(Consumer<Draft> change) {
        Draft next = new Draft(this);
        change.accept(next);
        return next.options();
    }

    /// Options while some of them are changed.
    private static final class Draft {
        private final Path dataDirectory;
        private final Path cache;
        private int shards;
        private DatabaseProcesses databaseProcesses;
        private Placement broker;
        private int gateways;
        private Placement gatewayPlacement;
        private Placement fanout;
        private Placement control;
        private int httpPort;
        private int adminPort;
        private Existing existing;
        private Map<String, String> serverSettings;
        private GatewayWiring wiring;
        private Consumer<String> progress;
        private List<BrokerDoor> brokerDoors;
        private Doors doors;
        private Optional<KeyspaceId> splitAt;

        Draft(DevStackOptions from) {
            dataDirectory = from.dataDirectory();
            cache = from.cache();
            shards = from.shards();
            databaseProcesses = from.databaseProcesses();
            broker = from.broker();
            gateways = from.gateways();
            gatewayPlacement = from.gatewayPlacement();
            fanout = from.fanout();
            control = from.control();
            httpPort = from.httpPort();
            adminPort = from.adminPort();
            existing = from.existing();
            serverSettings = from.serverSettings();
            wiring = from.wiring();
            progress = from.progress();
            brokerDoors = from.brokerDoors();
            doors = from.doors();
            splitAt = from.splitAt();
        }

        DevStackOptions options() {
            return new DevStackOptions(
                    dataDirectory,
                    cache,
                    shards,
                    databaseProcesses,
                    broker,
                    gateways,
                    gatewayPlacement,
                    fanout,
                    control,
                    httpPort,
                    adminPort,
                    existing,
                    serverSettings,
                    wiring,
                    progress,
                    brokerDoors,
                    doors,
                    splitAt);
        }
    }
}
