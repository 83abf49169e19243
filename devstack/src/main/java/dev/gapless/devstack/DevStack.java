package dev.gapless.devstack;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.DevStackOptions.Existing;
import dev.gapless.devstack.kafka.BrokerProcess;
import dev.gapless.devstack.mariadb.EmbeddedMariaDb;
import dev.gapless.devstack.process.Ports;
import dev.gapless.devstack.seed.Seeded;
import dev.gapless.devstack.seed.Seeding;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.global.DirectoryEntry;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.keyspace.KeyspaceId;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.keyspace.ShardName;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceState;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running stack: databases, broker, fan-out, control plane, gateways.
///
/// A stack that is killed with `kill -9` loses nothing that was acknowledged: start it again on the same directory. A stack whose JVM ends in
/// order (also by SIGTERM or Ctrl-C) stops its parts first.
///
/// Any thread may call.
public final class DevStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DevStack.class);
    private static final String KEYSPACE = "gapless";

    private final DevStackOptions options;
    private final Parts parts;
    private final Seeded seeded;
    private final Timings timings;
    private final Duration ready;
    private final Thread stopAtExit;

    private DevStack(DevStackOptions options, Parts parts, Seeded seeded, Timings timings) {
        this.options = options;
        this.parts = parts;
        this.seeded = seeded;
        this.timings = timings;
        this.ready = timings.soFar();
        this.stopAtExit = Thread.ofPlatform().name("stack-stop").unstarted(parts::close);
    }

    /// Starts a stack and returns when it takes requests.
    ///
    /// @param options which stack
    /// @param clock the time, for the record of schema changes
    /// @param secrets makes passwords and tokens; chooses ports
    /// @throws DevStackException if it cannot start; then nothing is left running
    public static DevStack start(DevStackOptions options, Clock clock, RandomGenerator secrets) {
        Timings timings = new Timings();
        Parts parts = new Parts(options, clock, timings);
        try {
            parts.own("lock", StackLock.take(options.dataDirectory()));
            parts.own("state", () -> StackState.remove(options.dataDirectory()));
            StackState.read(options.dataDirectory()).ifPresent(DevStack::endLeftovers);
            if (options.existing() == Existing.DISCARD) {
                FreshStart.empty(options.dataDirectory());
            }
            parts.start(secrets, new Ports(secrets));
            Seeding seeding = new Seeding(
                    parts.servers().getFirst(), parts.admin(), parts.tokens(), parts.authority(), StateFile::write);
            Seeded seeded = timings.time("seeding", seeding::run);
            DevStack stack = new DevStack(options, parts, seeded, timings);
            stack.state().write();
            Runtime.getRuntime().addShutdownHook(stack.stopAtExit);
            log.info("stack is ready ms={} parts=\"{}\"", stack.ready.toMillis(), timings.text());
            return stack;
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    // Only their stack knew how to stop them in order; its JVM is gone, since we hold the lock.
    private static void endLeftovers(StackState left) {
        left.stop(Duration.ZERO);
    }

    /// Where everything listens, as other processes read it from `stack.json`. Children are those that live now.
    public StackState state() {
        ProcessHandle self = ProcessHandle.current();
        return new StackState(
                options.dataDirectory(),
                self.pid(),
                self.info().startInstant().orElse(Instant.EPOCH),
                ready,
                parts.servers(),
                parts.admin(),
                parts.tokens().resolve(Seeding.OPERATOR),
                parts.broker().bootstrap(),
                parts.inbox(),
                parts.inboxSecret(),
                parts.authority(),
                parts.databases().addresses(),
                parts.children());
    }

    public Seeded seeded() {
        return seeded;
    }

    public Timings timings() {
        return timings;
    }

    /// How long the start took.
    public Duration ready() {
        return ready;
    }

    /// Base URLs of the gateways.
    public List<URI> servers() {
        return parts.servers();
    }

    /// Base URL of the control plane.
    public URI admin() {
        return parts.admin();
    }

    /// The database server of a shard, to be killed and restarted; `global` for the unsharded keyspace.
    public EmbeddedMariaDb database(String shard) {
        return parts.databases().server(shard);
    }

    /// The shard that has a workspace; its small tables at least, if a workspace is spread over several.
    public String shardOf(WorkspaceId workspace) {
        return shardAt(KeyspaceRouter.ofWorkspace(workspace));
    }

    /// The shard that has a channel's log.
    public String shardOf(ChannelKey channel) {
        return shardAt(KeyspaceRouter.ofChannel(channel));
    }

    private String shardAt(KeyspaceId place) {
        return shards().stream()
                .filter(name -> new ShardName(name).range().contains(place))
                .findFirst()
                .orElseThrow();
    }

    /// Decides the id of a workspace before it is made: whoever makes one of this slug next makes it with this id. By its id it lies where an
    /// experiment wants it, also over a place where shards meet.
    public void reserve(String slug, WorkspaceId workspace) {
        DirectoryEntry entry = new DirectoryEntry(
                slug, workspace, KEYSPACE, WorkspaceState.RESERVED, parts.now(), 1);
        try (Shards shards = Shards.open(parts.databases().patient())) {
            DirectoryEntry there = shards.global().transact(
                    "workspace.reserve", handle -> WorkspaceDirectoryTable.reserve(handle, entry));
            if (!there.workspace().equals(workspace)) {
                throw new DevStackException(
                        Problem.DATABASE_FAILED, "slug: " + slug + " is taken (expected: a new one)");
            }
        }
    }

    /// The shards' names, in key order.
    public List<String> shards() {
        return parts.databases().addresses().stream().map(StackState.ShardAddress::name).toList();
    }

    /// The broker, if it is a process of its own.
    public Optional<BrokerProcess> brokerProcess() {
        return parts.broker() instanceof Broker.Outside outside ? Optional.of(outside.process()) : Optional.empty();
    }

    /// The gateways that are processes of their own.
    public List<RoleProcess> gatewayProcesses() {
        return parts.gatewayProcesses();
    }

    /// Fan-out and inbox, if they are a process of their own.
    public Optional<RoleProcess> fanoutProcess() {
        return parts.fanoutProcess();
    }

    /// The control plane, if it is a process of its own.
    public Optional<RoleProcess> controlProcess() {
        return parts.controlProcess();
    }

    /// From now on only [#close] stops it in order, also when the JVM is asked to end: for owners that have something to do before.
    public void stopsWithOwner() {
        Runtime.getRuntime().removeShutdownHook(stopAtExit);
    }

    /// Stops everything, in the reverse order of the start. Does nothing the second time.
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(stopAtExit);
        } catch (IllegalStateException e) {
            log.debug("the JVM is ending; its hook stops the stack as well", e);
        }
        parts.close();
    }
}
