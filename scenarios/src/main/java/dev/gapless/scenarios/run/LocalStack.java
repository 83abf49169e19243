package dev.gapless.scenarios.run;

import dev.gapless.client.Token;
import dev.gapless.devstack.DevStack;
import dev.gapless.devstack.DevStackOptions;
import dev.gapless.devstack.DevStackOptions.DatabaseProcesses;
import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.devstack.RoleProcess;
import dev.gapless.devstack.kafka.BrokerDoor;
import dev.gapless.devstack.kafka.BrokerProcess;
import dev.gapless.devstack.mariadb.EmbeddedMariaDb;
import dev.gapless.devstack.process.Ports;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.protocol.planted.PlantedBug.Place;
import dev.gapless.scenarios.format.FaultKind;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.format.Scenario.Home;
import dev.gapless.scenarios.format.Scenario.Tenant;
import dev.gapless.scenarios.net.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A stack that the run starts for itself: every gateway, every shard and the broker are processes of their own, so that kill means kill; the
/// fan-out too if a fault is about it. Otherwise it lives in the runner's JVM, as the control plane does.
public final class LocalStack implements Subject {
    private static final Pattern ADDRESS = Pattern.compile("//([^:/,]+):([0-9]+)/");
    /// Clients hear soon of a connection that fell silent.
    private static final String PING_EVERY = "3s";
    private static final String FANOUT = "fanout";

    private final DevStack stack;
    private final Path faultPoints;
    private final Map<Integer, List<TcpProxy>> shardProxies;
    private final Map<String, TcpProxy> brokerProxies;
    private final Map<String, WorkspaceId> homes;
    private final List<TcpProxy> proxies = new ArrayList<>();
    private final List<URI> doors = new ArrayList<>();
    private Optional<PlantedBug> planted = Optional.empty();

    /// What a local stack is made with.
    ///
    /// @param directory for its data
    /// @param cache of unpacked binaries
    /// @param secrets for passwords and ports
    /// @param random for jitter; must serve several threads
    /// @param cut called for each connection that a proxy cut
    /// @param progress hears what takes time
    public record Parts(
            Path directory,
            Path cache,
            Clock clock,
            RandomGenerator secrets,
            RandomGenerator random,
            Runnable cut,
            Consumer<String> progress) {}

    private LocalStack(
            DevStack stack,
            Path faultPoints,
            Map<Integer, List<TcpProxy>> shardProxies,
            Map<String, TcpProxy> brokerProxies,
            Map<String, WorkspaceId> homes,
            boolean proxied,
            Parts parts) {
        this.stack = stack;
        this.faultPoints = faultPoints;
        this.shardProxies = shardProxies;
        this.brokerProxies = brokerProxies;
        this.homes = homes;
        for (URI gateway : stack.servers()) {
            doors.add(proxied ? LiveSystem.front(gateway, parts.random(), parts.cut(), proxies) : gateway);
        }
    }

    /// Starts what a scenario needs.
    public static LocalStack start(Scenario scenario, Parts parts) {
        return start(scenario, parts, Placement.THIS_JVM);
    }

    /// @param fanout where the fan-out runs
    public static LocalStack start(Scenario scenario, Parts parts, Placement fanout) {
        Path faultPoints = parts.directory().resolve("fault-points");
        try {
            Files.createDirectories(faultPoints);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<Integer, List<TcpProxy>> shardProxies = new HashMap<>();
        boolean toShards = uses(scenario, Link.GATEWAY_SHARD)
                || has(scenario, FaultKind.COMMIT_CUT, FaultKind.COMMIT_DELAY);
        DevStackOptions options = DevStackOptions.in(parts.directory().resolve("data"), parts.cache())
                .withShards(scenario.run().shards(), DatabaseProcesses.PER_SHARD)
                .withBroker(Placement.PROCESS)
                .withGateways(scenario.run().gateways(), Placement.PROCESS)
                .withFanout(fanout)
                .withServerSettings(Map.of(
                        "gateway.ping-every", PING_EVERY, "server.fault-points", faultPoints.toString()))
                .withPorts(0, 0)
                .withProgress(parts.progress());
        if (toShards) {
            options = options.withWiring((gateway, settings) -> throughProxies(settings, shardProxies, parts));
        }
        if (scenario.faults().stream().anyMatch(fault -> fault.kind().on() == FaultKind.On.FANOUT)) {
            options = options.withFanout(Placement.PROCESS);
        }
        Map<String, TcpProxy> brokerProxies = new HashMap<>();
        if (uses(scenario, Link.GATEWAY_BROKER)
                || uses(scenario, Link.FANOUT_BROKER)
                || has(scenario, FaultKind.BROKER_LOSE_PUSHES)) {
            options = options.withBrokerDoors(doors(scenario.run().gateways(), brokerProxies, parts));
        }
        IdGenerator ids = new IdGenerator(parts.clock(), IdGenerator.NODES - 1);
        Map<String, WorkspaceId> homes = new HashMap<>();
        for (Tenant tenant : scenario.tenants()) {
            if (tenant.home() instanceof Home.Split) {
                WorkspaceId workspace = new WorkspaceId(ids.next());
                homes.put(tenant.id(), workspace);
                options = options.withSplit(workspace);
            }
        }
        DevStack stack = DevStack.start(options, parts.clock(), parts.secrets());
        stack.stopsWithOwner(); // faults are healed before
        for (Tenant tenant : scenario.tenants()) {
            if (tenant.home() instanceof Home.OnShard(int shard)) {
                homes.put(tenant.id(), workspaceOn(stack, stack.shards().get(shard - 1), ids));
            }
        }
        return new LocalStack(
                stack, faultPoints, shardProxies, brokerProxies, homes, uses(scenario, Link.CLIENT_GATEWAY), parts);
    }

    private static boolean has(Scenario scenario, FaultKind... kinds) {
        return scenario.faults().stream().anyMatch(fault -> List.of(kinds).contains(fault.kind()));
    }

    /// An id whose place is on a shard; some tries, since every shard has a good part of all places.
    private static WorkspaceId workspaceOn(DevStack stack, String shard, IdGenerator ids) {
        WorkspaceId workspace = new WorkspaceId(ids.next());
        while (!stack.shardOf(workspace).equals(shard)) {
            workspace = new WorkspaceId(ids.next());
        }
        return workspace;
    }

    private static List<BrokerDoor> doors(int gateways, Map<String, TcpProxy> proxies, Parts parts) {
        Ports ports = new Ports(parts.secrets());
        List<BrokerDoor> doors = new ArrayList<>();
        for (int user = 0; user <= gateways; user++) {
            String name = user == 0 ? FANOUT : gateway(user);
            int port = ports.free();
            TcpProxy proxy = new TcpProxy(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), parts.random(), parts.cut());
            proxies.put(name, proxy);
            doors.add(new BrokerDoor(name, port, proxy.port()));
        }
        return doors;
    }

    private static String gateway(int index) {
        return "gateway-" + index;
    }

    private static boolean uses(Scenario scenario, Link link) {
        return scenario.faults().stream()
                .anyMatch(fault -> fault.target().link().filter(link::equals).isPresent());
    }

    private static Map<String, String> throughProxies(
            Map<String, String> settings, Map<Integer, List<TcpProxy>> proxies, Parts parts) {
        List<String> urls = new ArrayList<>();
        String[] direct = settings.getOrDefault("shards.urls", "").split(",", -1);
        for (int shard = 1; shard <= direct.length; shard++) {
            Matcher address = ADDRESS.matcher(direct[shard - 1]);
            if (!address.find()) {
                throw new RunFailedException(direct[shard - 1] + ": no address (expected: //HOST:PORT/)");
            }
            TcpProxy proxy = new TcpProxy(
                    new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2))),
                    parts.random(),
                    parts.cut());
            proxies.computeIfAbsent(shard, key -> new ArrayList<>()).add(proxy);
            urls.add(address.replaceFirst("//127.0.0.1:" + proxy.port() + "/"));
        }
        Map<String, String> changed = new HashMap<>(settings);
        changed.put("shards.urls", String.join(",", urls));
        return changed;
    }

    @Override
    public List<URI> doors() {
        return List.copyOf(doors);
    }

    @Override
    public List<URI> gateways() {
        return stack.servers();
    }

    @Override
    public URI admin() {
        return stack.admin();
    }

    @Override
    public Token operator() {
        try {
            return Token.read(stack.seeded().operatorToken());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<TcpProxy> proxies(Link link, int index) {
        return switch (link) {
            case CLIENT_GATEWAY -> index == 0 ? List.copyOf(proxies) : List.of(proxies.get(index - 1));
            case GATEWAY_SHARD -> index == 0
                    ? shardProxies.values().stream().flatMap(List::stream).toList()
                    : List.copyOf(shardProxies.getOrDefault(index, List.of()));
            case GATEWAY_BROKER -> brokerProxies.entrySet().stream()
                    .filter(door -> !door.getKey().equals(FANOUT))
                    .filter(door -> index == 0 || door.getKey().equals(gateway(index)))
                    .map(Map.Entry::getValue)
                    .toList();
            case FANOUT_BROKER -> Optional.ofNullable(brokerProxies.get(FANOUT)).stream().toList();
        };
    }

    @Override
    public Optional<LocalStack> stack() {
        return Optional.of(this);
    }

    @Override
    public String description() {
        return "own stack: " + stack.servers().size() + " gateways, " + stack.shards().size()
                + " shards, 1 broker" + (stack.fanoutProcess().isPresent() ? ", 1 fan-out" : "") + ", each a process";
    }

    List<RoleProcess> gatewayProcesses() {
        return stack.gatewayProcesses();
    }

    /// Has the roles that know this bug started anew with it, and those that had another one without. Waits until they are ready.
    public void plant(Optional<PlantedBug> bug) {
        Optional<PlantedBug> before = planted;
        planted = bug;
        List<RoleProcess> changed = new ArrayList<>();
        if (before.or(() -> bug).isEmpty()) {
            return;
        }
        if (Stream.concat(before.stream(), bug.stream()).anyMatch(each -> each.in(Place.FANOUT))) {
            stack.fanoutProcess().ifPresent(changed::add);
        }
        if (Stream.concat(before.stream(), bug.stream()).anyMatch(each -> each.in(Place.GATEWAY))) {
            changed.addAll(stack.gatewayProcesses());
        }
        World.each(changed.size(), number -> {
            RoleProcess role = changed.get(number);
            role.stop();
            Place place = stack.gatewayProcesses().contains(role) ? Place.GATEWAY : Place.FANOUT;
            role.plant(bug.filter(each -> each.in(place)));
            role.start();
        });
    }

    /// Which bugs the gateways and the fan-out say that they have, empty for none.
    public List<String> plantedBugs() {
        List<URI> roles = new ArrayList<>(stack.servers());
        stack.fanoutProcess().map(RoleProcess::url).ifPresent(roles::add);
        return roles.stream().map(PlantedBugs::told).toList();
    }

    /// @param index from 1
    EmbeddedMariaDb shard(int index) {
        return stack.database(stack.shards().get(index - 1));
    }

    int shards() {
        return stack.shards().size();
    }

    /// The number of the shard that has a workspace, from 1.
    int shardOf(WorkspaceId workspace) {
        return stack.shards().indexOf(stack.shardOf(workspace)) + 1;
    }

    /// The shards that have channels of a workspace.
    long shardsOf(WorkspaceId workspace, List<ChannelId> channels) {
        return channels.stream()
                .map(channel -> stack.shardOf(new ChannelKey(workspace, channel)))
                .distinct()
                .count();
    }

    /// A shard's name.
    ///
    /// @param index from 1
    String shardName(int index) {
        return stack.shards().get(index - 1);
    }

    /// Sees to it that the next workspace of this slug lies where the tenant's home is.
    void place(String tenant, String slug) {
        WorkspaceId workspace = homes.get(tenant);
        if (workspace != null) {
            stack.reserve(slug, workspace);
        }
    }

    RoleProcess fanout() {
        return stack.fanoutProcess().orElseThrow();
    }

    BrokerProcess broker() {
        return stack.brokerProcess().orElseThrow();
    }

    String bootstrap() {
        return stack.state().kafka();
    }

    /// Where places of a gateway's code are armed, by a file of the place's name.
    Path faultPoints() {
        return faultPoints;
    }

    @Override
    public void close() {
        proxies.forEach(TcpProxy::close);
        stack.close();
        shardProxies.values().forEach(list -> list.forEach(TcpProxy::close));
        brokerProxies.values().forEach(TcpProxy::close);
    }
}
