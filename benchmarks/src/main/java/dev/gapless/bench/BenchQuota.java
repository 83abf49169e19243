package dev.gapless.bench;

import dev.gapless.devstack.DatabaseLogin;
import dev.gapless.devstack.StackState.ShardAddress;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.keyspace.ShardName;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.schema.quota.QuotaLimitTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.policy.Policies;
import dev.gapless.server.policy.PolicyGate;
import dev.gapless.server.quota.Quotas;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a gateway's look at policy and limits adds to a send: the gate that every send comes through, in this JVM, over the databases of a
/// stack, settling with them as it does in a gateway.
@Command(
        name = "quota",
        description = "What the look at policy and limits adds to a send, under each state of a limit.",
        mixinStandardHelpOptions = true)
final class BenchQuota implements Callable<Integer> {
    /// Sends between two that are timed one by one: asking for the time costs about as much as the gate.
    private static final int TIMED_EACH = 64;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(20);
    private static final Duration LIMITS_WAIT = Duration.ofSeconds(2);
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    @Option(names = "--users", defaultValue = "100", paramLabel = "N",
            description = "People who send (default ${DEFAULT-VALUE}).")
    private int users;

    @Option(names = "--threads", defaultValue = "2", paramLabel = "N",
            description = "Threads that send at once (default ${DEFAULT-VALUE}).")
    private int threads;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        try (BenchStack stack = options.stack(List.of());
                Shards shards = Shards.open(config(stack))) {
            BenchWorld world = new BenchWorld(stack, "quota");
            BenchReport report = new BenchReport("quota").put("users", users).put("threads", threads);
            measure(shards, world, "standard_plan", report);
            limit(shards, world, QuotaLimitRow.WORKSPACE, QuotaState.OFF);
            measure(shards, world, "off", report);
            limit(shards, world, QuotaLimitRow.WORKSPACE, QuotaState.HARD);
            measure(shards, world, "hard", report);
            limit(shards, world, QuotaLimitRow.EACH_USER, QuotaState.HARD);
            measure(shards, world, "hard_each_user", report);
            options.print(report);
            return 0;
        }
    }

    private void measure(Shards shards, BenchWorld world, String prefix, BenchReport report) {
        options.progress().accept(prefix.replace('_', ' '));
        Clock clock = Clock.systemUTC();
        try (Policies policies = new Policies(shards, LOOK_EVERY, System::nanoTime);
                Quotas quotas = new Quotas(
                        shards, policies, clock, Waits::run, new SimpleMeterRegistry())) {
            PolicyGate gate = new PolicyGate(policies, quotas);
            List<Identity> people = new ArrayList<>();
            for (int i = 1; i <= users; i++) {
                people.add(new Identity(world.id(), new UserId(i), MemberRole.MEMBER, Set.of("user")));
            }
            people.forEach(gate::admitSend);
            Waits.run(LIMITS_WAIT);
            run(gate, people, options.warmedUp());
            Machine machine = Machine.look();
            Taken taken = run(gate, people, options.measured());
            report.put(prefix + "_per_second", taken.perSecond())
                    .put(prefix + "_mean_ns", taken.meanNanos())
                    .put(prefix + "_p50_ns", taken.nanos().getValueAtPercentile(50))
                    .put(prefix + "_p99_ns", taken.nanos().getValueAtPercentile(99))
                    .put(prefix + "_p9999_ns", taken.nanos().getValueAtPercentile(99.99))
                    .put(prefix + "_steal_percent", machine.stealPercent());
        }
    }

    /// @param perSecond of all threads together
    /// @param meanNanos of one send on one thread
    /// @param nanos of those that were timed one by one, with the two looks at the clock
    private record Taken(double perSecond, double meanNanos, Histogram nanos) {}

    private Taken run(PolicyGate gate, List<Identity> people, Duration length) {
        try (ExecutorService senders = Executors.newFixedThreadPool(threads)) {
            List<Callable<Taken>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                tasks.add(() -> send(gate, people, first, length));
            }
            double perSecond = 0;
            Histogram nanos = new Histogram(NANOS_MAX, 3);
            for (Future<Taken> one : senders.invokeAll(tasks)) {
                perSecond += one.get().perSecond();
                nanos.add(one.get().nanos());
            }
            return new Taken(perSecond, threads * 1e9 / perSecond, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("quota: " + e.getCause(), e);
        }
    }

    private static Taken send(PolicyGate gate, List<Identity> people, int first, Duration length) {
        Histogram nanos = new Histogram(NANOS_MAX, 3);
        long start = System.nanoTime();
        long until = start + length.toNanos();
        long sent = 0;
        long now = start;
        while (now < until) {
            for (int i = 0; i < TIMED_EACH; i++) {
                gate.admitSend(people.get((int) ((first + sent++) % people.size())));
            }
            long before = System.nanoTime();
            gate.admitSend(people.get((int) ((first + sent++) % people.size())));
            now = System.nanoTime();
            nanos.recordValue(Math.min(NANOS_MAX, now - before));
        }
        double perSecond = sent * 1e9 / (now - start);
        return new Taken(perSecond, 1e9 / perSecond, nanos);
    }

    /// Far above what this machine can send, so that none is refused.
    private static void limit(Shards shards, BenchWorld world, long subject, QuotaState state) {
        shards.forWorkspace(world.id()).transact("bench.limit", handle -> {
            QuotaLimitTable.put(
                    handle, world.id(), subject, QuotaDimension.SENDS, new QuotaLimit(state, QuotaLimit.MAX),
                    Instant.ofEpochMilli(Clock.systemUTC().millis()));
            return true;
        });
    }

    private static ShardsConfig config(BenchStack stack) {
        DatabaseLogin login = stack.databaseLogin();
        List<ShardAddress> shards = stack.state().shards();
        return new ShardsConfig(
                ShardsConfig.Mode.PLAIN,
                shards.stream().map(shard -> new ShardName(shard.name())).toList(),
                shards.stream().map(ShardAddress::jdbcUrl).toList(),
                // Never asked here.
                shards.getFirst().jdbcUrl(),
                login.user(),
                login.password(),
                4,
                Duration.ofSeconds(1),
                Duration.ofSeconds(15));
    }
}
