package dev.gapless.server.gateway;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.server.access.ChannelAccess;
import dev.gapless.server.auth.Authenticator;
import dev.gapless.server.interest.FanoutLink;
import dev.gapless.server.log.LogReader;
import dev.gapless.server.posting.CommitListener;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.tail.InterestDoor;
import dev.gapless.server.tail.TailContext;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

    private final LivePathConfig config;
    private final GatewayId gateway;
    private final LogReader log;
    private final RandomGenerator random;
    private final ScheduledThreadPoolExecutor timers;
    private final ChannelTails tails;
    private final @Nullable FanoutLink link;
    private volatile @Nullable Connections connections;

    private LivePath(LivePathConfig config, GatewayId gateway, LogReader log, RandomGenerator random,
            InterestDoor door, @Nullable FanoutLink link) {
        this.config = config;
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
                config.tail(), log, door, this::after, Thread::startVirtualThread, System::nanoTime));
        Future<?> _ = timers.scheduleWithFixedDelay(
                this::sweep, SWEEP_EVERY.toMillis(), SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Brings up tails and the link to the fan-out. Kafka need not be up.
    ///
    /// @param gateway this process, from its slot lease
    /// @param log where holes are filled from
    /// @param random for spreading; must take calls from any thread
    public static LivePath start(
            LivePathConfig config, GatewayId gateway, LogReader log, Clock clock, RandomGenerator random) {
        FanoutLink link = new FanoutLink(config.interest(), gateway, log, clock, System::nanoTime);
        LivePath live = new LivePath(config, gateway, log, random, link, link);
        link.start(live.tails);
        return live;
    }

    /// A live path without Kafka, for one gateway alone and for tests.
    ///
    /// @param door what stands in for the fan-out
    static LivePath alone(
            LivePathConfig config, GatewayId gateway, LogReader log, RandomGenerator random, InterestDoor door) {
        return new LivePath(config, gateway, log, random, door, null);
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
            Posting posting) {
        GatewayParts parts = new GatewayParts(
                config.gateway(),
                gateway,
                authenticator,
                access,
                log,
                posting,
                tails,
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
        tails.committed(events);
    }

    /// Tails, for what else feeds or watches them.
    public ChannelTails tails() {
        return tails;
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
            Connections all = connections;
            if (all != null) {
                all.sweep();
            }
        } catch (RuntimeException e) {
            // A timer task that throws is not run again.
            LOG.error("sweep failed", e);
        }
    }
}
