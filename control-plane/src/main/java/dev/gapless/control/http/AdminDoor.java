package dev.gapless.control.http;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Terms;
import dev.gapless.control.act.Write;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdText;
import dev.gapless.protocol.id.WorkspaceId;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Puts routes on Helidon's router: checks who asks, reads strictly, answers in JSON, and turns failures into problem
/// documents. Each answer names its request in `X-Request-Id`. Handlers run on the connection's virtual thread.
public final class AdminDoor {
    private static final String PROBLEM = "application/problem+json";
    private static final String JSON = "application/json";
    private static final String BEARER = "bearer ";
    private static final char REQUEST_ID = 'R';
    private static final int SHOWN = 60;
    private static final int ACTION_MAX = 64;
    private static final Terms NO_TERMS =
            new Terms(false, "", OptionalLong.empty(), Optional.empty(), new byte[0]);
    /// A body over the limit is read on up to this size, so that a client which writes first and reads later sees the answer.
    private static final int DRAINED_BYTES = 4 * 1024 * 1024;

    private final Gate gate;
    private final IdGenerator ids;
    private final MeterRegistry metrics;
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);

    public AdminDoor(Gate gate, IdGenerator ids, MeterRegistry metrics) {
        this.gate = gate;
        this.ids = ids;
        this.metrics = metrics;
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(
                    code,
                    Counter.builder("admin.refused")
                            .description("Requests that were not done, by code")
                            .tag("code", code.text())
                            .register(metrics));
        }
    }

    /// A router for these routes.
    public HttpRouting.Builder routing(List<AdminRoute> routes) {
        HttpRouting.Builder routing = HttpRouting.builder();
        Map<String, TreeSet<String>> methods = new TreeMap<>();
        for (AdminRoute route : routes) {
            Timer timer = Timer.builder("admin.requests")
                    .description("Time from the first byte of the body's reading to the answer, by route")
                    .tag("method", route.method())
                    .tag("route", route.path())
                    .register(metrics);
            routing.route(
                    Method.create(route.method()), route.path(),
                    (request, response) -> timer.record(() -> serve(route, request, response)));
            methods.computeIfAbsent(route.path(), path -> new TreeSet<>()).add(route.method());
        }
        methods.forEach((path, allowed) -> routing.any(path, (request, response) -> {
            String list = String.join(", ", allowed);
            response.header(HeaderNames.ALLOW, list);
            refuse(
                    response,
                    new GaplessException(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            "method: " + shown(request.prologue().method().text()) + " (expected: " + list + ")"),
                    requestId());
        }));
        routing.any((request, response) -> refuse(
                response,
                new GaplessException(
                        ErrorCode.NO_SUCH_ENDPOINT,
                        "path: " + shown(request.path().path()) + " (expected: one of admin-openapi.yaml)"),
                requestId()));
        routing.error(
                Throwable.class,
                (request, response, failure) -> refuse(response, outsideRoutes(failure), requestId()));
        return routing;
    }

    /// Answers to requests that never reach the router: a broken request line, headers over the limit.
    public DirectHandlers transportErrors() {
        DirectHandler handler = new DirectHandler() {
            @Override
            public TransportResponse handle(
                    TransportRequest request,
                    EventType eventType,
                    Status defaultStatus,
                    ServerResponseHeaders headers,
                    String message) {
                GaplessException refusal = transportRefusal(eventType);
                headers.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, PROBLEM));
                return TransportResponse.builder()
                        .status(Status.create(refusal.code().httpStatus()))
                        .headers(headers)
                        .keepAlive(false)
                        .entity(ApiCodec.write(Problem.of(refusal, requestId())))
                        .build();
            }
        };
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, handler);
        }
        return handlers.build();
    }

    private void serve(AdminRoute route, ServerRequest request, ServerResponse response) {
        String requestId = requestId();
        Attempt attempt = new Attempt(route, request, requestId);
        AdminAnswer answer;
        try {
            answer = attempt.answer();
        } catch (CloseConnectionException e) {
            throw e;
        } catch (RuntimeException e) {
            GaplessException refusal = Refusals.of(e, route.method() + " " + route.path(), requestId);
            attempt.refused(refusal);
            refuse(response, refusal, requestId);
            return;
        }
        response.status(Status.create(answer.status()));
        response.header("X-Request-Id", requestId);
        if (answer.replayed().isPresent()) {
            response.header("Idempotency-Replayed", "true");
        }
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        if (answer.body() instanceof AdminAnswer.Text text) {
            response.header(HeaderNames.CONTENT_TYPE, text.type());
            response.send(text.content().getBytes(StandardCharsets.UTF_8));
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, JSON);
        response.send(answer.json().getBytes(StandardCharsets.UTF_8));
    }

    /// One request on its way in: what is known of it so far, for the record if it is refused.
    private final class Attempt {
        private final AdminRoute route;
        private final ServerRequest request;
        private final String requestId;
        private final Map<String, String> path = new HashMap<>();
        private Actor actor = new Actor.Nobody();
        private Optional<WorkspaceId> workspace = Optional.empty();
        private Terms terms = NO_TERMS;

        Attempt(AdminRoute route, ServerRequest request, String requestId) {
            this.route = route;
            this.request = request;
            this.requestId = requestId;
            request.path().pathParameters().toMap().forEach((name, values) -> path.put(name, values.getFirst()));
        }

        AdminAnswer answer() {
            if (route.guard() != AdminRoute.Guard.OPEN) {
                actor = gate.authenticate(token());
                gate.admit(actor, route.guard());
                workspace = Optional.ofNullable(path.get("workspace")).map(text -> gate.workspace(actor, text));
            }
            Map<String, String> query = QueryText.parse(request.query().rawValue(), route.query());
            byte[] body = body(request);
            terms = route.writes() ? TermsText.read(route, request, query, body) : NO_TERMS;
            if (route.severity() == AdminRoute.Severity.REASONED && terms.reason().isEmpty()) {
                throw GaplessException.invalidField("reason", "missing", "why, in the query parameter `reason`");
            }
            return route.endpoint()
                    .answer(new AdminRequest(
                            route, new AdminRequest.Caller(actor, workspace, requestId), path, query, body, terms));
        }

        /// Refused writes are recorded, and reads that were not allowed. Outages are not: they may be the record's own.
        void refused(GaplessException refusal) {
            boolean counts = refusal.code().kind() == ErrorCode.Kind.USER
                    && (route.writes() || refusal.code() == ErrorCode.NOT_ALLOWED);
            if (counts && !terms.dryRun()) {
                String action = route.writes() ? route.action() : route.method() + " " + route.path();
                gate.refused(new Write(actor, cut(action), requestId, terms), workspace, target(), refusal);
            }
        }

        private String target() {
            return path.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(entry -> entry.getKey() + " " + shown(entry.getValue()))
                    .collect(Collectors.joining(", "));
        }

        private Optional<String> token() {
            String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("").strip();
            return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? Optional.of(header.substring(BEARER.length()).strip())
                    : Optional.empty();
        }

        private static String cut(String action) {
            return action.length() > ACTION_MAX ? action.substring(0, ACTION_MAX) : action;
        }
    }

    private static byte[] body(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes(Limits.FRAME_BYTES + 1);
            if (body.length > Limits.FRAME_BYTES) {
                in.skip(DRAINED_BYTES);
                throw transportRefusal(DirectHandler.EventType.PAYLOAD_TOO_LARGE);
            }
            return body;
        } catch (IOException e) {
            throw new CloseConnectionException("body: not read to its end", e);
        }
    }

    private void refuse(ServerResponse response, GaplessException refusal, String requestId) {
        Objects.requireNonNull(refused.get(refusal.code())).increment();
        response.status(Status.create(refusal.code().httpStatus()));
        response.header("X-Request-Id", requestId);
        response.header(HeaderNames.CONTENT_TYPE, PROBLEM);
        refusal.retryAfter().ifPresent(wait -> response.header(
                HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000))));
        if (refusal.code() == ErrorCode.UNAUTHENTICATED) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (refusal.code() == ErrorCode.FRAME_TOO_LARGE) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        response.send(ApiCodec.write(Problem.of(refusal, requestId)));
    }

    private GaplessException outsideRoutes(Throwable failure) {
        if (failure instanceof CloseConnectionException close) {
            throw close;
        }
        if (failure instanceof RequestException request && request.status().code() < 500) {
            return transportRefusal(request.eventType());
        }
        if (failure instanceof HttpException http && http.status().code() < 500) {
            return transportRefusal(
                    http.status().code() == 413
                            ? DirectHandler.EventType.PAYLOAD_TOO_LARGE
                            : DirectHandler.EventType.BAD_REQUEST);
        }
        return Refusals.of(failure, "router", requestId());
    }

    private static GaplessException transportRefusal(DirectHandler.EventType type) {
        return switch (type) {
            case PAYLOAD_TOO_LARGE ->
                new GaplessException(
                        ErrorCode.FRAME_TOO_LARGE,
                        "body: too large (expected: at most " + Limits.FRAME_BYTES + " bytes)");
            case INTERNAL_ERROR ->
                new GaplessException(ErrorCode.INTERNAL, "request: failed (expected: an answer)");
            case BAD_REQUEST, FORBIDDEN, OTHER, HTTP_VERSION_NOT_SUPPORTED ->
                new GaplessException(ErrorCode.INVALID_FIELD, "request: malformed (expected: HTTP/1.1)");
        };
    }

    private String requestId() {
        return IdText.format(REQUEST_ID, ids.next());
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
