package dev.gapless.server.gateway;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.server.access.ChannelAccess;
import dev.gapless.server.auth.Authenticator;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.cursor.Cursors;
import dev.gapless.server.interest.FanoutLink;
import dev.gapless.server.log.LogReader;
import dev.gapless.server.posting.CommitListener;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.tail.InterestDoor;
import dev.gapless.server.tail.Pushes;
import dev.gapless.server.tail.TailContext;
import dev.gapless.server.userstream.UserLog;
import dev.gapless.server.userstream.UserTails;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The live path of a gateway: what is committed anywhere reaches the sockets here.
///
/// Two steps, because lanes need it as a listener before there are lanes: [#start] brings up tails and the link to the fan-out,
/// [#install] adds `/v1/connect` to a web server. To stop: [#drain], stop the web server, [#close]. Any thread may call.
public final class LivePath implements CommitListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LivePath.class);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    /// For a gateway alone: nobody else moves a user's cursors.
    private static final InterestDoor NOBODY_ELSE = new InterestDoor() {
        @Override
        public boolean announce(ChannelKey channel, InterestLevel level) {
            return true;
        }

        @Override
        public void lower(ChannelKey channel, InterestLevel level) {}
    };

    private final LivePathConfig config;
    private final GatewayId gateway;
    private final LogReader log;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor timers;
    private final ChannelTails tails;
    private final UserTails users;
    private final @Nullable FanoutLink link;
    private volatile @Nullable Connections connections;

    private LivePath(LivePathConfig config, GatewayId gateway, LogReader log, RandomGenerator random,
            UserLog userLog, InterestDoor door, @Nullable FanoutLink link, InstantSource clock,
            Optional<PlantedBug> bug) {
        this.config = config;
        this.clock = clock;
        this.gateway = gateway;
        this.log = log;
        this.random = random;
        this.link = link;
        // Timers that come after close have nobody to serve.
        this.timers = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().name("live-timer").daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.tails = new ChannelTails(new TailContext(
                config.tail(), log, door, this::after, Thread::startVirtualThread, System::nanoTime, Pushes.with(bug)));
        this.users = new UserTails(new UserTails.Context(
                userLog, link == null ? NOBODY_ELSE : link, this::after, Thread::startVirtualThread, System::nanoTime));
        Future<?> _ = timers.scheduleWithFixedDelay(
                this::sweep, SWEEP_EVERY.toMillis(), SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Brings up tails and the link to the fan-out. Kafka need not be up.
    ///
    /// @param gateway this process, from its slot lease
    /// @param log where holes are filled from
    /// @param userLog the same for the streams of users
    /// @param random for spreading; must take calls from any thread
    /// @param bug what is wrong with pushes on purpose
    public static LivePath start(
            LivePathConfig config, GatewayId gateway, LogReader log, UserLog userLog, Clock clock,
            RandomGenerator random, Optional<PlantedBug> bug) {
        FanoutLink link = new FanoutLink(config.interest(), gateway, log, clock, System::nanoTime);
        LivePath live = new LivePath(config, gateway, log, random, userLog, link, link, clock, bug);
        link.start(live.tails, live.users);
        return live;
    }

    /// A live path without Kafka, for one gateway alone and for tests.
    ///
    /// @param door what stands in for the fan-out
    static LivePath alone(
            LivePathConfig config, GatewayId gateway, LogReader log, UserLog userLog, RandomGenerator random,
            InterestDoor door) {
        return new LivePath(
                config, gateway, log, random, userLog, door, null, () -> Instant.EPOCH, Optional.empty());
    }

    /// Adds `/v1/connect` to a web server. Once per live path.
    ///
    /// @param server builder of the web server
    /// @param http settings for plain HTTP on the same port
    public void install(
            WebServerConfig.Builder server,
            Http1Config http,
            Authenticator authenticator,
            ChannelAccess access,
            Posting posting,
            Cursors cursors,
            SocketGate sockets) {
        GatewayParts parts = new GatewayParts(
                config.gateway(),
                gateway,
                authenticator,
                access,
                log,
                posting,
                cursors,
                sockets,
                tails,
                users,
                random,
                System::nanoTime,
                new Semaphore(config.gateway().concurrentHellos()),
                new Semaphore(config.gateway().concurrentSubscribes()));
        Connections all = new Connections(parts);
        connections = all;
        GatewayUpgrader upgrader = new GatewayUpgrader(parts, all);
        server.addConnectionSelector(Http1ConnectionSelector.builder()
                .config(http)
                .putUpgrader("websocket", upgrader)
                .putUpgrader("WebSocket", upgrader)
                .build());
    }

    @Override
    public void committed(List<EncodedEvent> events) {
        if (!events.isEmpty() && UserStream.holds(events.getFirst().kind())) {
            events.forEach(users::offer);
        } else {
            tails.committed(events);
        }
    }

    /// Tails, for what else feeds or watches them.
    public ChannelTails tails() {
        return tails;
    }

    /// Those who are signed in to a workspace, each token once.
    public Set<Identity> signedIn(WorkspaceId workspace) {
        Connections all = connections;
        return all == null ? Set.of() : all.signedIn(workspace);
    }

    /// The workspaces that somebody is signed in to.
    public Set<WorkspaceId> workspaces() {
        Connections all = connections;
        return all == null ? Set.of() : all.workspaces();
    }

    /// Closes the connections of these, since their tokens open nothing any more.
    public void close(Set<Identity> whose) {
        Connections all = connections;
        if (all != null && !whose.isEmpty()) {
            all.each(whose::contains, Connection::shutOut);
        }
    }

    /// Tells these to connect again, to be known as what they are now.
    public void sendAway(Set<Identity> whose) {
        Connections all = connections;
        if (all != null && !whose.isEmpty()) {
            all.each(whose::contains, connection -> connection.close(CloseCode.TRY_LATER));
        }
    }

    /// Closes the connections whose tokens have ended by themselves.
    private void closeExpired(Instant now) {
        Connections all = connections;
        if (all != null) {
            all.each(identity -> !now.isBefore(identity.until()), Connection::shutOut);
        }
    }

    /// Open WebSocket connections.
    public int connections() {
        Connections all = connections;
        return all == null ? 0 : all.size();
    }

    /// Share of the fan-out's partitions that reach this gateway, 0 to 1; 1 without a link.
    public double reach() {
        FanoutLink toFanout = link;
        return toFanout == null ? 1 : (double) toFanout.partitionsAlive() / toFanout.partitions();
    }

    /// True while new connections are refused.
    public boolean draining() {
        Connections all = connections;
        return all != null && all.draining();
    }

    /// Takes no more connections, and sends those that are open away, each at a moment of its own within the spread. Never blocks.
    public void sendAllAway(Duration spread) {
        Connections all = connections;
        if (all != null) {
            all.leave(spread);
        }
    }

    /// Takes connections again.
    public void takeAgain() {
        Connections all = connections;
        if (all != null) {
            all.stay();
        }
    }

    /// Takes no more connections, tells each when to go, and closes what is left at the deadline. Blocks until all are gone.
    public void drain(Duration deadline) {
        Connections all = connections;
        if (all != null) {
            all.drain(deadline);
        }
    }

    /// Stops at once; [#drain] first to be kind.
    @Override
    public void close() {
        drain(Duration.ZERO);
        timers.shutdownNow();
        FanoutLink toFanout = link;
        if (toFanout != null) {
            toFanout.close();
        }
    }

    private void after(Duration delay, Runnable task) {
        Future<?> _ = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void sweep() {
        try {
            tails.sweep();
            users.sweep();
            Connections all = connections;
            if (all != null) {
                all.sweep();
                closeExpired(clock.instant());
            }
        } catch (RuntimeException e) {
            // A timer task that throws is not run again.
            LOG.error("sweep failed", e);
        }
    }
}
