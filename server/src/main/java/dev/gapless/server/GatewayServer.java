package dev.gapless.server;

import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.schema.change.SchemaChanges;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.gateway.LivePath;
import dev.gapless.server.http.InternalSecret;
import dev.gapless.server.http.Route;
import dev.gapless.server.interest.SlotLease;
import dev.gapless.server.interest.UsageReporter;
import dev.gapless.server.log.HistoryReader;
import dev.gapless.server.mention.Mentions;
import dev.gapless.server.mention.StoredMentions;
import dev.gapless.server.metrics.Metrics;
import dev.gapless.server.owner.OwnerRouting;
import dev.gapless.server.policy.Policies;
import dev.gapless.server.policy.PolicyGate;
import dev.gapless.server.policy.PolicyHints;
import dev.gapless.server.policy.SessionGuard;
import dev.gapless.server.posting.PostingFeature;
import dev.gapless.server.posting.SendRouting;
import dev.gapless.server.quota.Quotas;
import dev.gapless.server.sync.HttpInboxSource;
import dev.gapless.server.sync.InboxSeeder;
import dev.gapless.server.sync.InboxSeeds;
import dev.gapless.server.sync.InboxSource;
import dev.gapless.server.sync.InboxSourceConfig;
import dev.gapless.server.trace.SendTraces;
import dev.gapless.server.trace.TraceEndpoint;
import dev.gapless.server.userstream.StoredUserLog;
import io.helidon.webserver.WebServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data plane: HTTP API, WebSocket gateway and lanes behind one port. Any thread may call; several may run in one JVM.
///
/// Databases and Kafka need not be up for the port to open, except the unsharded database, which leases the gateway's slot: it is
/// waited for.
public final class GatewayServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);
    private static final Duration SLOT_PAUSE = Duration.ofMillis(500);
    private static final int SLOT_TRIES = 120;

    private final ServerConfig config;
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    /// What was started, last first. Mutated only while starting, read by whoever closes.
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final LivePath live;
    private final WebServer web;
    private final List<Route> routes;

    private GatewayServer(ServerConfig config, Wiring wiring) throws InterruptedException {
        this.config = config;
        try {
            Clock clock = wiring.clock();
            Metrics metrics = opened(new Metrics());
            Shards shards = opened(Shards.open(config.shards()));
            if (config.applySchema()) {
                applySchema(shards, wiring);
            }
            Policies policies = opened(new Policies(shards, config.policyLookEvery(), System::nanoTime));
            Quotas quotas = opened(new Quotas(shards, policies, clock, wiring.sleeper(), metrics.registry()));
            SlotLease slot = opened(acquireSlot(shards, wiring));
            IdGenerator ids = new IdGenerator(clock, slot.gateway().slot());
            HistoryReader history = new HistoryReader(shards);
            this.live = opened(LivePath.start(
                    config.live(), slot.gateway(), history, new StoredUserLog(shards), clock, wiring.random(),
                    wiring.bug()));
            Mentions mentions = new StoredMentions(shards, System::nanoTime);
            SendTraces traces = new SendTraces(System::nanoTime);
            InternalSecret secret = new InternalSecret(config.inbox().map(InboxSourceConfig::secretFile));
            Optional<OwnerRouting> owners = ownerRouting(shards, slot, secret, wiring, metrics);
            PostingFeature posting = opened(startPosting(new PostingFeature.Parts(
                    shards,
                    config.posting(),
                    () -> config.kafka().producer(slot.gateway().toString()),
                    slot.gateway(),
                    live,
                    mentions,
                    new PolicyGate(policies, quotas),
                    owners.<SendRouting>map(routing -> routing).orElse(SendRouting.NONE),
                    ids,
                    clock,
                    wiring.sleeper(),
                    traces,
                    metrics.registry()), wiring.bug()));
            opened(new UsageReporter(live.tails(), slot.gateway(), posting::offer, quotas::fannedOut));
            SessionGuard guard = new SessionGuard(shards, live, clock);
            policies.listen(
                    policy -> {
                        quotas.changed(policy.workspace());
                        guard.changed(policy);
                    },
                    live::workspaces);
            opened(new PolicyHints(config.kafka(), slot.gateway().toString(), policies));
            Doors doors =
                    new Doors(
                            shards, history, posting, mentions, ids, wiring, metrics, policies, quotas,
                            slot.gateway().slot(), ready::get, live::draining);
            InboxSeeds seeds = config.inbox()
                    .<InboxSeeds>map(where -> opened(new InboxSeeder(
                            shards, posting::offer, System::nanoTime, metrics.registry())))
                    .orElse(InboxSeeds.NONE);
            InboxSource inbox = config.inbox()
                    .<InboxSource>map(where -> opened(HttpInboxSource.open(
                            where, System::nanoTime, seeds, metrics.registry())))
                    .orElse(InboxSource.NONE);
            this.routes = doors.routes(config.admission(), inbox, seeds);
            TraceEndpoint trace = new TraceEndpoint(
                    slot.gateway(), secret, traces, live.tails(), clock, System::nanoTime);
            List<Route> internal = owners.map(OwnerRouting::routes).orElse(List.of());
            this.web = doors.open(
                    config.http(),
                    Stream.of(routes, trace.routes(), internal).flatMap(List::stream).toList(), live);
            started.push(web::stop);
            opened(new OperatorLink(
                    shards.global(), slot.gateway(), config.addressAt(web.port()), live, clock));
            ready.set(true);
            log.info("gateway={} listens on {}:{}", slot.gateway(), config.http().host(), web.port());
        } catch (RuntimeException | InterruptedException e) {
            closeStarted();
            throw e;
        }
    }

    /// Starts the role.
    ///
    /// @throws IllegalArgumentException naming a setting that is wrong
    /// @throws ShardException if the unsharded database stays out of reach
    /// @throws IllegalStateException if the port is taken
    public static GatewayServer start(Settings settings) {
        return start(settings, Optional.empty());
    }

    /// Starts the role with a bug planted; for experiments.
    static GatewayServer start(Settings settings, Optional<PlantedBug> bug) {
        try {
            return new GatewayServer(ServerConfig.from(settings), Wiring.ofThisMachine(bug));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("server: interrupted while starting", e);
        }
    }

    /// The port it listens on.
    public int port() {
        return web.port();
    }

    /// Every operation of the HTTP API, to be compared with openapi.yaml.
    List<Route> routes() {
        return routes;
    }

    /// False once it has lost its slot or was closed.
    public boolean running() {
        return !closed.get();
    }

    /// Tells clients to go elsewhere, waits until they have or the drain time is over, answers what was taken, stops.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        ready.set(false);
        live.drain(config.drain());
        closeStarted();
    }

    private PostingFeature startPosting(PostingFeature.Parts parts, Optional<PlantedBug> bug) {
        bug.ifPresent(planted -> log.warn("a bug is planted in this process bug={}", planted.text()));
        config.faultPoints()
                .ifPresent(directory -> log.warn("fault points can end this process directory={}", directory));
        return PostingFeature.start(parts, config.faultPoints(), bug);
    }

    /// Without a secret of internal ports gateways cannot hand each other anything.
    private Optional<OwnerRouting> ownerRouting(
            Shards shards, SlotLease slot, InternalSecret secret, Wiring wiring, Metrics metrics) {
        return config.inbox()
                .filter(inbox -> config.posting().ownerRouting())
                .map(inbox -> OwnerRouting.open(new OwnerRouting.Parts(
                        shards.global(), slot.gateway(), secret, inbox.authority(), config.posting().queue(),
                        wiring.clock(), System::nanoTime, metrics.registry())));
    }

    private SlotLease acquireSlot(Shards shards, Wiring wiring) throws InterruptedException {
        String holder = "pid " + ProcessHandle.current().pid();
        GatewaySlots slots = new GatewaySlots(shards.global(), wiring.clock(), holder, config.gatewaySlots());
        for (int i = 1;; i++) {
            try {
                return SlotLease.acquire(slots, this::slotLost);
            } catch (ShardException | IllegalStateException e) {
                if (i == SLOT_TRIES) {
                    throw e;
                }
                if (i == 1) {
                    log.warn("waiting for a gateway slot cause={}", e.toString());
                }
                wiring.sleeper().sleep(SLOT_PAUSE);
            }
        }
    }

    private static void applySchema(Shards shards, Wiring wiring) {
        String holder = "server pid " + ProcessHandle.current().pid();
        for (ShardException failure : new SchemaChanges(holder, wiring.clock(), wiring.sleeper()::sleep)
                .applyAll(shards)) {
            log.warn("schema not applied cause={}", failure.toString());
        }
    }

    /// Somebody else holds the slot: two gateways must never make ids with one number.
    private void slotLost() {
        Thread.ofPlatform().name("slot lost").start(this::close);
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    private void closeStarted() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("part not closed part={}", part.getClass().getSimpleName(), e);
            }
        }
    }
}
