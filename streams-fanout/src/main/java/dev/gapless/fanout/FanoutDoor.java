package dev.gapless.fanout;

import dev.gapless.fanout.heat.HeatCounts;
import dev.gapless.fanout.inbox.InboxCounts;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.protocol.tls.TlsFiles;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How operators see a fan-out process: `/health/live`, `/health/ready` and `/metrics`, and nothing else. It takes no part in the
/// delivery; a process without it works the same.
///
/// Live: the process answers. Ready: all its tasks run; not so for a second or so while partitions move.
///
/// Handlers run on the connections' virtual threads.
final class FanoutDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FanoutDoor.class);
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final int MAX_CONNECTIONS = 64;
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

    private final Subject subject;
    private final Optional<InboxCounts> inbox;
    private final Optional<HeatCounts> heat;
    private final Optional<PlantedBug> bug;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final WebServer web;

    /// What the door shows. Any thread may ask.
    interface Subject {
        /// True while all tasks run.
        boolean healthy();

        FanoutCounts counts();

        /// Records that wait in the worst partition, NaN if nothing is known.
        double lag();
    }

    /// Where it listens.
    ///
    /// @param port 0 for any free one
    /// @param tls what it shows, if it speaks TLS
    record Place(String host, int port, Optional<TlsFiles> tls) {}

    private FanoutDoor(
            Place place, Subject subject, Optional<InboxCounts> inbox, Optional<HeatCounts> heat,
            Optional<PlantedBug> bug) {
        this.bug = bug;
        this.heat = heat;
        this.subject = subject;
        this.inbox = inbox;
        bind();
        WebServerConfig.Builder server = WebServer.builder()
                .host(place.host())
                .port(place.port())
                .maxTcpConnections(MAX_CONNECTIONS)
                .idleConnectionTimeout(IDLE_TIMEOUT)
                .shutdownHook(false)
                .routing(routing());
        secure(server, place.tls().map(files -> ServerIdentity.open(
                files, System::nanoTime, line -> log.info("{}", line))));
        this.web = server.build();
    }

    /// Listens.
    ///
    /// @param port 0 for any free one
    /// @param inbox what the inbox beside it does, if one runs
    /// @throws FanoutException if the port is taken
    static FanoutDoor open(String host, int port, Subject subject, Optional<InboxCounts> inbox) {
        return open(new Place(host, port, Optional.empty()), subject, inbox, Optional.empty(), Optional.empty());
    }

    /// @param heat what heat beside it does, if it runs
    /// @param bug what is wrong on purpose; told at `/health/ready`
    static FanoutDoor open(
            Place place, Subject subject, Optional<InboxCounts> inbox, Optional<HeatCounts> heat,
            Optional<PlantedBug> bug) {
        FanoutDoor door = new FanoutDoor(place, subject, inbox, heat, bug);
        // Helidon logs why it does not listen, and throws nothing.
        if (!door.web.start().isRunning()) {
            door.closeMeters();
            throw new PortTakenException("fanout.port", place.host(), place.port());
        }
        return door;
    }

    private void secure(WebServerConfig.Builder server, Optional<ServerIdentity> identity) {
        identity.ifPresent(shown -> server.tls(tls -> tls.sslContext(shown.context())));
        Gauge.builder("tls.certificate.expiry", () -> ServerIdentity.validUntilSeconds(identity))
                .baseUnit("seconds")
                .description("Until when the certificate of this port is valid, in seconds since 1970; NaN without TLS")
                .register(registry);
    }

    int port() {
        return web.port();
    }

    @Override
    public void close() {
        web.stop();
        closeMeters();
    }

    private void closeMeters() {
        gc.close();
        registry.close();
    }

    private HttpRouting.Builder routing() {
        return HttpRouting.builder()
                .get("/health/live", (request, response) -> answer(response, 200, Map.of("status", "up")))
                .get("/health/ready", (request, response) -> ready(response))
                .get("/metrics", (request, response) -> response
                        .header(HeaderNames.CONTENT_TYPE, OPEN_METRICS)
                        .send(registry.scrape(OPEN_METRICS).getBytes(StandardCharsets.UTF_8)))
                .any(FanoutDoor::refuse);
    }

    private void ready(ServerResponse response) {
        String status = subject.healthy() ? "up" : "down";
        Map<String, Object> told = new TreeMap<>(Map.of("status", status, "checks", Map.of("streams", status)));
        bug.ifPresent(planted -> told.put("planted_bug", planted.text()));
        answer(response, status.equals("up") ? 200 : 503, told);
    }

    private static void answer(ServerResponse response, int status, Object body) {
        response.status(Status.create(status))
                .header(HeaderNames.CONTENT_TYPE, JSON)
                .send(ApiCodec.write(body));
    }

    private static void refuse(ServerRequest request, ServerResponse response) {
        GaplessException refusal = new GaplessException(
                ErrorCode.NO_SUCH_ENDPOINT, "path: (expected: GET /health/live, /health/ready or /metrics)");
        response.status(Status.create(refusal.code().httpStatus()))
                .header(HeaderNames.CONTENT_TYPE, PROBLEM)
                .send(ApiCodec.write(Problem.of(refusal)));
    }

    private void bind() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
        count("fanout.events", "Events taken in", FanoutCounts::events);
        count("fanout.pushes", "Events sent out, one per gateway", FanoutCounts::pushes);
        count("fanout.heads", "Heads sent out", FanoutCounts::heads);
        count("fanout.barriers", "Interests answered", FanoutCounts::barriers);
        count("fanout.poison", "Records that were passed over", FanoutCounts::poison);
        count("fanout.threads.replaced", "Stream threads that died and were replaced", FanoutCounts::threadsReplaced);
        inbox.ifPresent(this::bind);
        heat.ifPresent(this::bind);
        gauge("fanout.running", "1 while all tasks of this instance run", shown -> shown.healthy() ? 1 : 0);
        gauge("fanout.lag", "Records that wait in the worst partition", Subject::lag);
    }

    private void bind(InboxCounts counts) {
        count(counts, "inbox.events", "Events applied, each once", InboxCounts::applied);
        count(counts, "inbox.holes", "Missing events given up", InboxCounts::holes);
        count(counts, "inbox.seeds", "Channels that are sure again by a seed", InboxCounts::seeds);
        count(counts, "inbox.changes", "Conversations that changed", InboxCounts::changes);
        count(counts, "inbox.poison", "Records that were passed over", InboxCounts::poison);
        count(counts, "inbox.answers", "Questions answered from the own stores", InboxCounts::answered);
        count(counts, "inbox.not.ready", "Questions not answered", InboxCounts::notReady);
        count(counts, "inbox.passed.on", "Questions passed on to their owner", InboxCounts::passedOn);
        count(counts, "inbox.threads.replaced", "Stream threads that died", InboxCounts::threadsReplaced);
        count(counts, "inbox.groups.reset", "Times the consumer group was deleted to get to work",
                InboxCounts::groupsReset);
    }

    private void bind(HeatCounts counts) {
        count(counts, "heat.sends", "Messages counted", HeatCounts::sends);
        count(counts, "heat.reports", "Reports of gateways counted", HeatCounts::reports);
        count(counts, "heat.late", "Records too old to count", HeatCounts::late);
        count(counts, "heat.passed.over", "Records of channels without a place", HeatCounts::passedOver);
        count(counts, "heat.poison", "Records that could not be read", HeatCounts::poison);
        count(counts, "heat.threads.replaced", "Stream threads that died", HeatCounts::threadsReplaced);
        Gauge.builder("heat.channels", counts, HeatCounts::channels)
                .description("Channels that are told of now")
                .register(registry);
    }

    private void count(String name, String description, ToDoubleFunction<FanoutCounts> count) {
        count(subject.counts(), name, description, count);
    }

    private <T> void count(T counts, String name, String description, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, counts, count).description(description).register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<Subject> value) {
        Gauge.builder(name, subject, value).description(description).strongReference(true).register(registry);
    }
}
