package dev.gapless.devstack;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.StackState.Child;
import dev.gapless.devstack.kafka.BrokerDoor;
import dev.gapless.devstack.kafka.KafkaOptions;
import dev.gapless.devstack.mariadb.MariaDbBinaries;
import dev.gapless.devstack.process.Ports;
import dev.gapless.devstack.seed.Seeding;
import dev.gapless.fanout.FanoutApp;
import dev.gapless.fanout.FanoutConfig;
import dev.gapless.fanout.TopicSetup;
import dev.gapless.fanout.heat.HeatApp;
import dev.gapless.fanout.heat.HeatConfig;
import dev.gapless.fanout.inbox.InboxApp;
import dev.gapless.fanout.inbox.InboxConfig;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.inbox.HeatRoute;
import dev.gapless.protocol.trace.TraceQuestion;
import dev.gapless.schema.change.SchemaChanges;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of one stack, from start to stop. Databases and control plane start beside broker and fan-out; the gateways, which need all, follow.
final class Parts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);
    private static final Duration FANOUT_DEADLINE = Duration.ofSeconds(60);
    private static final int SECRET_BYTES = 20;

    private final DevStackOptions options;
    private final Clock clock;
    private final Timings timings;
    private final Path root;
    /// What is to be closed, last started first. Guarded by itself, since parts start on two threads.
    private final Deque<Owned> owned = new ArrayDeque<>();

    private final List<URI> servers = new ArrayList<>();
    private final List<RoleProcess> gatewayProcesses = new ArrayList<>();
    private @Nullable Databases databases;
    private @Nullable Broker broker;
    private @Nullable URI admin;
    private @Nullable URI inbox;
    private @Nullable RoleProcess fanoutProcess;
    private @Nullable RoleProcess controlProcess;
    private Optional<StackTls> tls = Optional.empty();

    /// One thing to close.
    private record Owned(String name, AutoCloseable part) {}

    Parts(DevStackOptions options, Clock clock, Timings timings) {
        this.options = options;
        this.clock = clock;
        this.timings = timings;
        this.root = options.dataDirectory();
    }

    /// Starts all parts; the caller closes this if it fails.
    void start(RandomGenerator secrets, Ports free) {
        Map<String, Integer> last = Layout.read(root).map(Layout::ports).orElse(Map.of());
        RolePorts ports = RolePorts.choose(options, last, free);
        Layout layout = Layout.prepare(options, secrets, free, ports);
        makeInboxSecret(secrets);
        if (options.doors() == DevStackOptions.Doors.TLS) {
            tls = Optional.of(StackTls.issue(root.resolve("tls"), clock.instant(), secrets));
        }
        URI inboxUrl = loopback(free.free());
        inbox = inboxUrl;
        int fanoutPort = free.free();
        together(
                () -> {
                    startDatabases(layout);
                    startControl(layout, ports.control());
                },
                () -> {
                    startBroker(layout);
                    switch (options.fanout()) {
                        case THIS_JVM -> {
                            FanoutApp fanout = FanoutApp.start(fanoutConfig());
                            timings.time("fan-out", () -> awaitFanout(fanout));
                            startInbox(inboxUrl, fanout, startHeat());
                        }
                        case PROCESS -> timings.time("fan-out", () -> startFanoutProcess(fanoutPort, inboxUrl));
                    }
                });
        startGateways(ports.gateways());
    }

    private void startDatabases(Layout layout) {
        MariaDbBinaries binaries = timings.time(
                "mariadb binaries", () -> MariaDbBinaries.prepare(options.cache(), options.progress()));
        Databases started = timings.time("mariadb", () -> Databases.start(binaries, root.resolve("mariadb"), layout));
        databases = started;
        own("mariadb", started);
        timings.time("schema", () -> applySchema(started));
    }

    private void applySchema(Databases started) {
        try (Shards shards = Shards.open(started.patient())) {
            List<ShardException> failures = new SchemaChanges("devstack", clock, Parts::pause).applyAll(shards);
            if (!failures.isEmpty()) {
                throw new DevStackException(
                        Problem.DATABASE_FAILED, "schema: " + failures.getFirst().getMessage(), failures.getFirst());
            }
        }
    }

    // A latch that nobody opens is a pause that an interrupt ends.
    private static void pause(Duration duration) throws InterruptedException {
        if (new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("a latch that nobody opens is open");
        }
    }

    private void startBroker(Layout layout) {
        var kafka = new KafkaOptions(
                root.resolve("kafka"),
                layout.port(Layout.BROKER),
                layout.port(Layout.CONTROLLER),
                options.brokerDoors());
        Broker started = timings.time(
                "kafka", () -> Broker.start(options.broker(), kafka, root.resolve("kafka.log")));
        broker = started;
        own("kafka", started);
        FanoutConfig config = fanoutConfig();
        timings.time(
                "topics",
                () -> TopicSetup.ensure(started.bootstrap(), config.channelPartitions(), config.gatewaySlots()));
    }

    private FanoutConfig fanoutConfig() {
        return FanoutConfig.from(Settings.of(fanoutSettings()));
    }

    private Map<String, String> fanoutSettings() {
        return Map.of(
                "kafka.bootstrap", bootstrap("fanout"),
                "fanout.state-dir", root.resolve("fanout").toString());
    }

    private String bootstrap(String user) {
        return options.brokerDoors().stream()
                .filter(door -> door.user().equals(user))
                .findFirst()
                .map(BrokerDoor::bootstrap)
                .orElseGet(() -> broker().bootstrap());
    }

    private void awaitFanout(FanoutApp app) {
        own("fan-out", app);
        try {
            if (!app.awaitRunning(FANOUT_DEADLINE)) {
                throw new DevStackException(
                        Problem.ROLE_FAILED, "fan-out: not running after " + FANOUT_DEADLINE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevStackException(Problem.ROLE_FAILED, "fan-out: interrupted while starting", e);
        }
    }

    /// Not waited for: until it runs, nobody knows what is hot.
    private HeatApp startHeat() {
        HeatApp heat = HeatApp.start(HeatConfig.from(Settings.of(heatSettings())));
        own("heat", heat);
        return heat;
    }

    private Map<String, String> heatSettings() {
        return Map.of("kafka.bootstrap", bootstrap("fanout"), "heat.state-dir", root.resolve("heat").toString());
    }

    /// Not waited for: until it is ready, the gateways read the shards.
    private void startInbox(URI url, FanoutApp fanout, HeatApp heat) {
        InboxConfig config = InboxConfig.from(Settings.of(inboxSettings(url)));
        timings.time("inbox", () -> own(
                "inbox",
                InboxApp.start(
                        config, clock,
                        Map.of(
                                HeatRoute.PATH, query -> heat.board().view(),
                                TraceQuestion.PATH,
                                query -> fanout.traces().answer(TraceQuestion.parse(query), clock)))));
    }

    private Map<String, String> inboxSettings(URI url) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "kafka.bootstrap", bootstrap("fanout"),
                "inbox.state-dir", root.resolve("inbox").toString(),
                "inbox.standby-replicas", "0",
                "inbox.internal-port", Integer.toString(url.getPort()),
                "inbox.secret-file", inboxSecret().toString()));
        tls.ifPresent(files -> {
            settings.putAll(files.port("inbox.internal-tls"));
            settings.put("inbox.internal-authority", files.authority().toString());
        });
        return settings;
    }

    private void startFanoutProcess(int port, URI url) {
        Map<String, String> settings = new TreeMap<>(fanoutSettings());
        settings.putAll(inboxSettings(url));
        settings.putAll(heatSettings());
        settings.put("fanout.port", Integer.toString(port));
        tls.ifPresent(files -> settings.putAll(files.port("fanout.tls")));
        RoleProcess process =
                RoleProcess.of(
                        "fanout", Roles.FANOUT_MAIN, new RoleProcess.Port(port, authority()), root.resolve("roles"),
                        settings);
        own("fan-out", process);
        process.start();
        fanoutProcess = process;
    }

    private void makeInboxSecret(RandomGenerator secrets) {
        Path file = inboxSecret();
        if (!Files.exists(file)) {
            byte[] secret = new byte[SECRET_BYTES];
            secrets.nextBytes(secret);
            StateFile.write(file, HexFormat.of().formatHex(secret) + "\n");
        }
    }

    private void startControl(Layout layout, int port) {
        Map<String, String> settings = new TreeMap<>(databases().settings());
        settings.put("control.apply-schema", "false");
        settings.put("control.port", Integer.toString(port));
        settings.put("kafka.bootstrap", "127.0.0.1:" + layout.port(Layout.BROKER));
        settings.put("control.heat-urls", inbox().toString());
        settings.put("control.internal-secret-file", inboxSecret().toString());
        settings.put("control.operator-token-file", tokens().resolve(Seeding.OPERATOR).toString());
        tls.ifPresent(files -> {
            settings.putAll(files.port("control.tls"));
            settings.put("control.authority", files.authority().toString());
        });
        admin = switch (options.control()) {
            case THIS_JVM -> {
                Roles.Running control = timings.time("control plane", () -> Roles.control(Settings.of(settings)));
                own("control plane", control.closing());
                yield loopback(control.port());
            }
            case PROCESS -> {
                RoleProcess process =
                        RoleProcess.of(
                                "control", Roles.CONTROL_MAIN, new RoleProcess.Port(port, authority()),
                                root.resolve("roles"), settings);
                own("control plane", process);
                timings.time("control plane", process::start);
                controlProcess = process;
                yield process.url();
            }
        };
    }

    private void startGateways(List<Integer> ports) {
        timings.time("gateways", () -> {
            switch (options.gatewayPlacement()) {
                case THIS_JVM -> startGatewayHere(ports.getFirst());
                case PROCESS -> startGatewayProcesses(ports);
            }
        });
    }

    private void startGatewayHere(int port) {
        Roles.Running server = Roles.gateway(Settings.of(options.wiring().wire(1, gatewaySettings(1, port))));
        own("gateway", server.closing());
        servers.add(loopback(server.port()));
    }

    // All are launched before the first is waited for.
    private void startGatewayProcesses(List<Integer> ports) {
        for (int i = 0; i < ports.size(); i++) {
            RoleProcess gateway = RoleProcess.of(
                    "gateway-" + (i + 1),
                    Roles.GATEWAY_MAIN,
                    new RoleProcess.Port(ports.get(i), authority()),
                    root.resolve("roles"),
                    options.wiring().wire(i + 1, gatewaySettings(i + 1, ports.get(i))));
            own("gateway-" + (i + 1), gateway);
            gateway.launch();
            gatewayProcesses.add(gateway);
            servers.add(gateway.url());
        }
        gatewayProcesses.forEach(RoleProcess::awaitReady);
    }

    private Map<String, String> gatewaySettings(int number, int port) {
        Map<String, String> settings = new TreeMap<>(databases().settings());
        settings.put("kafka.bootstrap", bootstrap("gateway-" + number));
        settings.put("server.apply-schema", "false");
        settings.put("sync.inbox-url", inbox().toString());
        settings.put("sync.inbox-secret-file", inboxSecret().toString());
        tls.ifPresent(files -> {
            settings.putAll(files.port("server.tls"));
            settings.put("sync.inbox-authority", files.authority().toString());
        });
        settings.putAll(options.serverSettings());
        settings.put("server.port", Integer.toString(port));
        return settings;
    }

    /// Runs both to their end, also if one fails, so that whatever started is known and can be closed.
    private static void together(Runnable one, Runnable two) {
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("stack-start-", 1).factory())) {
            List<Future<?>> running = List.of(threads.submit(one), threads.submit(two));
            List<Throwable> failures = new ArrayList<>();
            for (Future<?> part : running) {
                try {
                    part.get();
                } catch (ExecutionException e) {
                    failures.add(e.getCause() == null ? e : e.getCause());
                }
            }
            throwFirst(failures);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevStackException(Problem.ROLE_FAILED, "stack: interrupted while starting", e);
        }
    }

    private static void throwFirst(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        switch (first) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new DevStackException(Problem.ROLE_FAILED, "stack: " + first, first);
        }
    }

    void own(String name, AutoCloseable part) {
        synchronized (owned) {
            owned.push(new Owned(name, part));
        }
    }

    /// Closes what was started, last first; a part that fails to stop does not keep the others.
    @Override
    public void close() {
        List<Owned> parts;
        synchronized (owned) {
            parts = List.copyOf(owned);
            owned.clear();
        }
        for (Owned each : parts) {
            try {
                each.part().close();
            } catch (Exception e) {
                log.warn("a part did not stop in order part=\"{}\"", each.name(), e);
            }
        }
    }

    Instant now() {
        return clock.instant();
    }

    /// Who vouches for the roles' certificates, if they show any.
    Optional<Path> authority() {
        return tls.map(StackTls::authority);
    }

    Path tokens() {
        return root.resolve("tokens");
    }

    List<URI> servers() {
        return List.copyOf(servers);
    }

    URI admin() {
        return started(admin, "control plane");
    }

    URI inbox() {
        return started(inbox, "inbox");
    }

    Path inboxSecret() {
        return tokens().resolve("inbox-secret");
    }

    Databases databases() {
        return started(databases, "mariadb");
    }

    Broker broker() {
        return started(broker, "kafka");
    }

    List<RoleProcess> gatewayProcesses() {
        return List.copyOf(gatewayProcesses);
    }

    Optional<RoleProcess> fanoutProcess() {
        return Optional.ofNullable(fanoutProcess);
    }

    Optional<RoleProcess> controlProcess() {
        return Optional.ofNullable(controlProcess);
    }

    List<Child> children() {
        List<Child> children = new ArrayList<>(databases().children());
        children.addAll(broker().children());
        Stream.of(fanoutProcess().stream(), controlProcess().stream(), gatewayProcesses.stream())
                .flatMap(Function.identity())
                .filter(RoleProcess::alive)
                .map(RoleProcess::child)
                .forEach(children::add);
        return children;
    }

    private URI loopback(int port) {
        return URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port);
    }

    private static <T> T started(@Nullable T part, String name) {
        if (part == null) {
            throw new IllegalStateException(name + " is not started");
        }
        return part;
    }
}
