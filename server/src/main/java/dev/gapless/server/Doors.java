package dev.gapless.server;

import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.admission.Admission;
import dev.gapless.server.admission.AdmissionConfig;
import dev.gapless.server.auth.Authenticator;
import dev.gapless.server.auth.TokenAuthenticator;
import dev.gapless.server.channel.ChannelFeature;
import dev.gapless.server.cursor.CursorFeature;
import dev.gapless.server.gateway.LivePath;
import dev.gapless.server.health.Health;
import dev.gapless.server.history.HistoryEndpoints;
import dev.gapless.server.http.HttpConfig;
import dev.gapless.server.http.HttpDoor;
import dev.gapless.server.http.Route;
import dev.gapless.server.log.HistoryReader;
import dev.gapless.server.mention.Mentions;
import dev.gapless.server.message.MessageFeature;
import dev.gapless.server.metrics.Metrics;
import dev.gapless.server.policy.Policies;
import dev.gapless.server.posting.MessageEndpoints;
import dev.gapless.server.posting.PostingFeature;
import dev.gapless.server.quota.Quotas;
import dev.gapless.server.search.SearchEndpoint;
import dev.gapless.server.sync.InboxSeeds;
import dev.gapless.server.sync.InboxSource;
import dev.gapless.server.sync.SyncEndpoint;
import dev.gapless.server.tail.ChannelTails;
import dev.gapless.server.unread.MentionInbox;
import dev.gapless.server.unread.UnreadFeature;
import dev.gapless.server.user.People;
import dev.gapless.server.user.UserEndpoints;
import dev.gapless.server.userstream.StoredUserLog;
import dev.gapless.server.userstream.UserLog;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What hangs on the port: routes of all features, and the live path.
final class Doors {
    private static final Logger log = LoggerFactory.getLogger(Doors.class);

    private final Shards shards;
    private final HistoryReader history;
    private final PostingFeature posting;
    private final Mentions mentions;
    private final IdGenerator ids;
    private final Wiring wiring;
    private final Metrics metrics;
    private final Quotas quotas;
    private final int slot;
    private final BooleanSupplier ready;
    private final BooleanSupplier draining;
    private final Authenticator authenticator;
    private final StoredChannelAccess access;

    /// @param slot of this gateway
    /// @param ready whether this gateway takes traffic at all
    /// @param draining whether it sends its connections elsewhere
    Doors(
            Shards shards,
            HistoryReader history,
            PostingFeature posting,
            Mentions mentions,
            IdGenerator ids,
            Wiring wiring,
            Metrics metrics,
            Policies policies,
            Quotas quotas,
            int slot,
            BooleanSupplier ready,
            BooleanSupplier draining) {
        this.quotas = quotas;
        this.slot = slot;
        this.shards = shards;
        this.history = history;
        this.posting = posting;
        this.mentions = mentions;
        this.ids = ids;
        this.wiring = wiring;
        this.metrics = metrics;
        this.ready = ready;
        this.draining = draining;
        this.authenticator = new TokenAuthenticator(shards, policies, wiring.clock());
        this.access = new StoredChannelAccess(shards);
    }

    /// Every operation of the HTTP API.
    ///
    /// @param budgets of reads that cost
    /// @param inbox who knows quickly what changed
    /// @param seeds hears what that turns out not to know
    List<Route> routes(AdmissionConfig budgets, InboxSource inbox, InboxSeeds seeds) {
        Admission admission = new Admission(budgets, wiring.random(), metrics.registry());
        UserLog userLog = new StoredUserLog(shards);
        People people = new People(shards);
        ChannelFeature channels = ChannelFeature.create(new ChannelFeature.Parts(
                shards, access, people, posting.appending(), posting.projection(), ids, wiring.clock(),
                wiring.sleeper()));
        MessageFeature messages = MessageFeature.create(new MessageFeature.Parts(
                shards, access, posting.appending(), mentions, ids, wiring.clock()));
        return Stream.of(
                new MessageEndpoints(posting.posting(), System::nanoTime).routes(),
                new HistoryEndpoints(
                        access, history, caller -> quotas.take(caller, QuotaDimension.HISTORY), wiring.bug()).routes(),
                messages.routes(),
                channels.routes(),
                new CursorFeature(posting.cursors(), shards).routes(),
                new UserEndpoints(shards, people).routes(),
                new UnreadFeature(shards, access, userLog, admission, metrics.registry(), wiring.bug()).routes(),
                new MentionInbox(shards, access, admission).routes(),
                new SearchEndpoint(shards, access, admission).routes(),
                new SyncEndpoint(new SyncEndpoint.Parts(
                        shards, access, inbox, seeds, userLog, admission, wiring.clock())).routes(),
                health().routes(),
                metrics.routes())
                .flatMap(List::stream)
                .toList();
    }

    /// Listens.
    ///
    /// @throws PortTakenException if another program listens there
    WebServer open(HttpConfig config, List<Route> routes, LivePath live) {
        HttpDoor door = new HttpDoor(authenticator, ids, metrics.registry());
        Gauge.builder("gateway.connections", live, LivePath::connections)
                .description("Open WebSocket connections")
                .register(metrics.registry());
        Gauge.builder("gateway.reach", live, LivePath::reach)
                .description("Share of the fan-out's partitions that reach this gateway")
                .register(metrics.registry());
        Gauge.builder("gateway.draining", live, path -> path.draining() ? 1 : 0)
                .description("1 while connections are sent elsewhere")
                .register(metrics.registry());
        FunctionCounter.builder("gateway.deliveries", live.tails(), ChannelTails::delivered)
                .description("Events written to connections")
                .register(metrics.registry());
        WebServerConfig.Builder server = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .shutdownHook(false)
                .backlog(config.backlog())
                .maxTcpConnections(config.maxConnections())
                .idleConnectionTimeout(config.idleTimeout())
                .connectionOptions(options -> options.tcpNoDelay(true))
                .directHandlers(door.transportErrors())
                .routing(door.routing(routes));
        live.install(
                server, Http1Config.builder().build(), authenticator, access, posting.posting(), posting.cursors(),
                quotas.sockets(slot));
        secure(server, config.tls().map(files -> ServerIdentity.open(
                files, System::nanoTime, line -> log.info("{}", line))));
        WebServer web = server.build();
        // Helidon logs why it does not listen, and throws nothing.
        if (!web.start().isRunning()) {
            throw new PortTakenException("server.port", config.host(), config.port());
        }
        return web;
    }

    private void secure(WebServerConfig.Builder server, Optional<ServerIdentity> identity) {
        identity.ifPresent(shown -> server.tls(tls -> tls.sslContext(shown.context())));
        Gauge.builder("tls.certificate.expiry", () -> ServerIdentity.validUntilSeconds(identity))
                .baseUnit("seconds")
                .description("Until when the certificate of this port is valid, in seconds since 1970; NaN without TLS")
                .register(metrics.registry());
    }

    private Health health() {
        Map<String, BooleanSupplier> perShard = new LinkedHashMap<>();
        for (Shard shard : shards.all()) {
            perShard.put("shard " + shard.name(), () -> reachable(shard));
        }
        return new Health(wiring.clock(), Map.of("gateway", ready), perShard, draining, wiring.bug());
    }

    private static boolean reachable(Shard shard) {
        try {
            return shard.read("health", handle -> handle.getConnection() != null);
        } catch (ShardException e) {
            return false;
        }
    }
}
