package dev.gapless.scenarios.run;

import dev.gapless.devstack.RoleProcess;
import dev.gapless.devstack.mariadb.EmbeddedMariaDb;
import dev.gapless.scenarios.format.FaultKind;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.format.FaultSpec;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.net.TcpProxy;
import dev.gapless.scenarios.net.Weather;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Does what a fault says, and knows how to undo it.
final class Injector {
    /// How much longer than the fault a process stays stopped if the runner died.
    private static final Duration LEASE_SPARE = Duration.ofSeconds(5);
    private static final Duration FETCH_LATE = Duration.ofMillis(150);
    private static final Duration DELETE_EVERY = Duration.ofMillis(20);
    private static final Duration LAST_DELETE = Duration.ofSeconds(30);

    private final Subject subject;
    private final World world;
    private final Schedule schedule;
    private final List<SimulatedDevice> devices;
    private final Happenings happenings;
    private final Path directory;

    /// @param directory for logs of helpers
    Injector(
            Subject subject,
            World world,
            Schedule schedule,
            List<SimulatedDevice> devices,
            Happenings happenings,
            Path directory) {
        this.happenings = happenings;
        this.subject = subject;
        this.world = world;
        this.schedule = schedule;
        this.devices = devices;
        this.directory = directory;
    }

    /// A fault in force.
    ///
    /// @param target what it hit, for people
    /// @param heal undoes it; called once
    record InForce(String target, Runnable heal) {}

    /// Injects.
    ///
    /// @param random chooses targets
    InForce inject(FaultSpec fault, RandomGenerator random) {
        return switch (fault.kind()) {
            case GATEWAY_KILL -> onGateways(fault, random, RoleProcess::kill, RoleProcess::start);
            case GATEWAY_RESTART -> onGateways(fault, random, RoleProcess::stop, RoleProcess::start);
            case GATEWAY_PAUSE -> paused(fault, gateways(fault, random).stream()
                    .map(gateway -> new Stopped("gateway " + gateway.url().getPort(), gateway.pid()))
                    .toList());
            case GATEWAY_DIE_AFTER_COMMIT -> dieAfterCommit();
            case FANOUT_KILL -> onFanout(RoleProcess::kill);
            case FANOUT_RESTART -> onFanout(RoleProcess::stop);
            case FANOUT_PAUSE -> paused(fault, List.of(new Stopped("fan-out", stack().fanout().pid())));
            case SHARD_READ_ONLY ->
                onShards(fault, random, shard -> shard.readOnly(true), shard -> shard.readOnly(false));
            case SHARD_DISK_FULL -> diskFull(shards(fault, random));
            case BROKER_PARTITION_PAUSE -> {
                HangingTransaction hanging = HangingTransaction.begin(
                        stack().bootstrap(), fault.target().pick()::of, fault.lasts().plus(LEASE_SPARE), random);
                yield new InForce(hanging.target(), hanging::close);
            }
            case BROKER_LOSE_PUSHES -> losePushes();
            case COMMIT_DELAY -> {
                List<TcpProxy> proxies = new ArrayList<>();
                shards(fault, random).forEach(shard -> proxies.addAll(subject.proxies(Link.GATEWAY_SHARD, shard)));
                yield change(proxies, weather -> weather.withSlowCommits(fault.duration("delay")));
            }
            case CLIENT_CLOCK -> onDevices(
                    fault,
                    random,
                    device -> device.clock().change(fault.duration("ahead"), fault.parameter("speed")),
                    device -> device.clock().change(Duration.ZERO, 1));
            case SHARD_KILL -> onShards(fault, random, EmbeddedMariaDb::kill, EmbeddedMariaDb::start);
            case SHARD_PAUSE -> paused(fault, shards(fault, random).stream()
                    .map(shard -> new Stopped("shard " + shard, stack().shard(shard).pid()))
                    .toList());
            case BROKER_KILL -> {
                stack().broker().kill();
                yield new InForce("broker", () -> stack().broker().start());
            }
            case BROKER_PAUSE -> paused(fault, List.of(new Stopped("broker", stack().broker().pid())));
            case BROKER_REDELIVER -> {
                long records = Redelivery.run(stack().bootstrap(), (int) fault.parameter("last"));
                yield new InForce(records + " records", () -> {});
            }
            case NET_LATENCY -> weather(fault, random,
                    weather -> weather.withLatency(fault.duration("latency"), fault.duration("jitter")));
            case NET_BANDWIDTH ->
                weather(fault, random, weather -> weather.withBandwidth((long) fault.parameter("rate")));
            case NET_SLOW_CLOSE -> weather(fault, random, weather -> weather.withSlowClose(fault.duration("delay")));
            case NET_RESET -> {
                List<TcpProxy> proxies = proxies(fault, random);
                double fraction = fraction(fault);
                int before = proxies.stream().mapToInt(TcpProxy::connections).sum();
                proxies.forEach(proxy -> proxy.reset(fraction));
                int after = proxies.stream().mapToInt(TcpProxy::connections).sum();
                yield new InForce((before - after) + " connections", () -> {});
            }
            case NET_HALF_OPEN -> silence(fault, random, Weather.Flow.HALF_OPEN);
            case NET_BLACKHOLE -> silence(fault, random, Weather.Flow.BLACKHOLE);
            case COMMIT_CUT -> {
                List<TcpProxy> proxies = new ArrayList<>();
                shards(fault, random).forEach(shard -> proxies.addAll(subject.proxies(Link.GATEWAY_SHARD, shard)));
                yield change(proxies, weather -> weather.withCutCommits((int) fault.parameter("every")));
            }
            case FRAME_DROP ->
                onWires(fault, random, wire -> wire.drop = fault.parameter("ratio"), wire -> wire.drop = 0);
            case FRAME_DUPLICATE ->
                onWires(fault, random, wire -> wire.duplicate = fault.parameter("ratio"), wire -> wire.duplicate = 0);
            case FRAME_REORDER ->
                onWires(fault, random, wire -> wire.reorder = fault.parameter("ratio"), wire -> wire.reorder = 0);
            case FRAME_DELAY -> onWires(
                    fault, random, wire -> wire.delay = fault.duration("delay"), wire -> wire.delay = Duration.ZERO);
            case CLIENT_STALL -> onWires(fault, random, Wire::stall, Wire::unstall);
            case CLIENT_DISCONNECT -> onDevices(fault, random, SimulatedDevice::sever, device -> {});
            case CLIENT_AWAY -> onDevices(fault, random, SimulatedDevice::goOffline, SimulatedDevice::goOnline);
            case CLIENT_REPEAT_SENDS -> onDevices(
                    fault,
                    random,
                    device -> device.repeatSends(fault.parameter("ratio")),
                    device -> device.repeatSends(0));
        };
    }

    private LocalStack stack() {
        return subject.stack()
                .orElseThrow(() -> new RunFailedException("fault: no stack of our own (expected: local mode)"));
    }

    private List<RoleProcess> gateways(FaultSpec fault, RandomGenerator random) {
        List<RoleProcess> all = stack().gatewayProcesses();
        return pick(fault, all.size(), random).stream().map(index -> all.get(index - 1)).toList();
    }

    private List<Integer> shards(FaultSpec fault, RandomGenerator random) {
        return fault.target().tenant().isPresent()
                ? List.of(stack().shardOf(world.workspace(tenant(fault.target().tenant().get()))))
                : pick(fault, stack().shards(), random);
    }

    /// Numbers from 1.
    private static List<Integer> pick(FaultSpec fault, int all, RandomGenerator random) {
        if (fault.target().index().isPresent()) {
            return List.of(fault.target().index().getAsInt());
        }
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i <= all; i++) {
            numbers.add(i);
        }
        Schedule.shuffle(numbers, random);
        return List.copyOf(numbers.subList(0, Math.max(1, fault.target().pick().of(all))));
    }

    private int tenant(String id) {
        return schedule.scenario().tenants().stream().map(one -> one.id()).toList().indexOf(id);
    }

    private InForce onGateways(
            FaultSpec fault, RandomGenerator random, Consumer<RoleProcess> harm, Consumer<RoleProcess> heal) {
        List<RoleProcess> chosen = gateways(fault, random);
        chosen.forEach(harm);
        List<String> names = chosen.stream().map(gateway -> "gateway " + gateway.url().getPort()).toList();
        return new InForce(String.join(", ", names), () -> chosen.forEach(heal));
    }

    private InForce onFanout(Consumer<RoleProcess> harm) {
        RoleProcess fanout = stack().fanout();
        harm.accept(fanout);
        return new InForce("fan-out", fanout::start);
    }

    /// While the files are there, gateways roll the transactions of sends back.
    private InForce diskFull(List<Integer> shards) {
        List<Path> places = shards.stream()
                .map(shard -> stack().faultPoints().resolve("disk-full." + stack().shardName(shard)))
                .toList();
        places.forEach(place -> {
            try {
                Files.createFile(place);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new InForce("shard " + shards, () -> places.forEach(place -> {
            try {
                Files.deleteIfExists(place);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    /// A gateway's next fetch comes late, and what it would have fetched is deleted by then.
    private InForce losePushes() {
        List<TcpProxy> proxies = subject.proxies(Link.GATEWAY_BROKER, 0);
        proxies.forEach(proxy -> proxy.weather(proxy.weather().withLatency(FETCH_LATE, Duration.ZERO)));
        BrokerAdmin admin = new BrokerAdmin(stack().bootstrap());
        CountDownLatch healed = new CountDownLatch(1);
        Thread deleting = Thread.ofPlatform().name("lose-pushes").start(() -> {
            try (admin) {
                do {
                    happenings.happened(Occurrence.PUSH_DELETED, -1, admin.deletePushes());
                } while (!healed.await(DELETE_EVERY.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return new InForce("deliveries", () -> {
            healed.countDown();
            try {
                deleting.join(LAST_DELETE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            proxies.forEach(proxy -> proxy.weather(Weather.FAIR));
        });
    }

    private InForce onShards(
            FaultSpec fault, RandomGenerator random, Consumer<EmbeddedMariaDb> harm, Consumer<EmbeddedMariaDb> heal) {
        List<Integer> chosen = shards(fault, random);
        chosen.forEach(shard -> harm.accept(stack().shard(shard)));
        return new InForce("shard " + chosen, () -> chosen.forEach(shard -> heal.accept(stack().shard(shard))));
    }

    /// Whichever gateway commits next removes the file and halts; at the end all that are gone are started.
    private InForce dieAfterCommit() {
        Path armed = stack().faultPoints().resolve("after-commit");
        try {
            Files.createFile(armed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new InForce("the next gateway to commit", () -> {
            try {
                Files.deleteIfExists(armed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            stack().gatewayProcesses().stream().filter(gateway -> !gateway.alive()).forEach(RoleProcess::start);
        });
    }

    private record Stopped(String name, long pid) {}

    /// Stops processes, each with a lease.
    private InForce paused(FaultSpec fault, List<Stopped> processes) {
        List<PauseLease> leases = processes.stream()
                .map(process -> PauseLease.take(process.pid(), fault.lasts().plus(LEASE_SPARE), directory))
                .toList();
        return new InForce(
                String.join(", ", processes.stream().map(Stopped::name).toList()),
                () -> leases.forEach(PauseLease::release));
    }

    private List<TcpProxy> proxies(FaultSpec fault, RandomGenerator random) {
        Link link = fault.target().link().orElseThrow();
        if (link == Link.GATEWAY_SHARD && (fault.target().index().isPresent() || fault.target().tenant().isPresent())) {
            List<TcpProxy> proxies = new ArrayList<>();
            shards(fault, random).forEach(shard -> proxies.addAll(subject.proxies(link, shard)));
            return proxies;
        }
        return subject.proxies(link, fault.target().index().orElse(0));
    }

    private static double fraction(FaultSpec fault) {
        return fault.target().pick() instanceof dev.gapless.scenarios.format.Load.Share.Fraction(double fraction)
                ? fraction
                : 1;
    }

    private InForce weather(FaultSpec fault, RandomGenerator random, UnaryOperator<Weather> change) {
        return change(proxies(fault, random), change);
    }

    private static InForce change(List<TcpProxy> proxies, UnaryOperator<Weather> change) {
        proxies.forEach(proxy -> proxy.weather(change.apply(proxy.weather())));
        return new InForce(proxies.size() + " links", () -> proxies.forEach(proxy -> proxy.weather(Weather.FAIR)));
    }

    /// What was lost on the way never comes again on the same connection, so those are cut at the end.
    private InForce silence(FaultSpec fault, RandomGenerator random, Weather.Flow flow) {
        List<TcpProxy> proxies = proxies(fault, random);
        proxies.forEach(proxy -> proxy.weather(proxy.weather().withFlow(flow)));
        return new InForce(proxies.size() + " links", () -> proxies.forEach(proxy -> {
            proxy.reset(1);
            proxy.weather(Weather.FAIR);
        }));
    }

    private InForce onWires(FaultSpec fault, RandomGenerator random, Consumer<Wire> harm, Consumer<Wire> heal) {
        return onDevices(fault, random, device -> harm.accept(device.wire()), device -> heal.accept(device.wire()));
    }

    private InForce onDevices(
            FaultSpec fault, RandomGenerator random, Consumer<SimulatedDevice> harm, Consumer<SimulatedDevice> heal) {
        List<SimulatedDevice> able = devices.stream().filter(device -> isOf(fault, device)).toList();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < able.size(); i++) {
            order.add(i);
        }
        Schedule.shuffle(order, random);
        List<SimulatedDevice> chosen =
                order.subList(0, fault.target().pick().of(able.size())).stream().map(able::get).toList();
        chosen.forEach(harm);
        return new InForce(chosen.size() + " devices", () -> chosen.forEach(heal));
    }

    private boolean isOf(FaultSpec fault, SimulatedDevice device) {
        Schedule.Person person = schedule.people().get(schedule.devices().get(device.number()).person());
        return fault.target().tenant().filter(id -> tenant(id) != person.tenant()).isEmpty()
                && fault.target().group().filter(group -> !group.equals(person.group())).isEmpty();
    }

    /// Whether a kind of fault can be injected into this system at all.
    boolean able(FaultKind kind) {
        return subject.stack().isPresent() || !kind.localOnly();
    }
}
