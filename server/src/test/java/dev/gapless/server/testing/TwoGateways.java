package dev.gapless.server.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.schema.quota.QuotaLimitTable;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.schema.workspace.WorkspaceTable;
import dev.gapless.server.testing.Api.Reply;
import dev.gapless.server.testing.World.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Two gateways over the same databases, which look at what was set ten times in a second, and what tests of limits do with them.
public final class TwoGateways implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final RunningServer one;
    private final RunningServer other;
    private final AtomicInteger keys = new AtomicInteger();

    private TwoGateways(RunningServer one, RunningServer other) {
        this.one = one;
        this.other = other;
    }

    public static TwoGateways start() {
        ShardsConfig databases = TestDatabase.newConfig();
        Map<String, String> settings = Map.of("policy.look-every", "100ms");
        return new TwoGateways(RunningServer.start(databases, settings), RunningServer.start(databases, settings));
    }

    public RunningServer one() {
        return one;
    }

    public RunningServer other() {
        return other;
    }

    /// The owner of a new workspace.
    public Person person(String slug) {
        return one.world().person(one.world().workspace(slug), "ada", MemberRole.OWNER);
    }

    /// A new public channel.
    public String channel(Person who) {
        return one.api().post(who, "/v1/channels", "{\"name\":\"talk\",\"kind\":\"public\"}")
                .as(ChannelView.class)
                .id()
                .text();
    }

    /// Sets a limit, as the control plane does.
    ///
    /// @param subject a user, or the workspace itself
    public void limit(WorkspaceId workspace, long subject, QuotaDimension dimension, QuotaLimit limit) {
        Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());
        one.shards().forWorkspace(workspace).transact("test", handle -> {
            QuotaLimitTable.put(handle, workspace, subject, dimension, limit, now);
            WorkspaceTable.raisePolicy(handle, workspace);
            return true;
        });
    }

    /// Sends a message under a new key.
    public Reply send(RunningServer where, Person who, String channel) {
        return where.api().send(who, channel, "k" + keys.incrementAndGet(), "{\"text\":\"hello\"}");
    }

    /// Asks again and again.
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within the deadline");
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    @Override
    public void close() {
        RunningServer.closeAll(List.of(one, other));
    }
}
