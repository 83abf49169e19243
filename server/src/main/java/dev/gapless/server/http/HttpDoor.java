package dev.gapless.server.http;

import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdText;
import dev.gapless.server.auth.Authenticator;
import dev.gapless.server.auth.BearerToken;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Route.Guard;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// Puts routes on Helidon's router: authenticates, reads strictly, answers, and turns failures into problem documents.
///
/// Paths and methods that no route has get `no-such-endpoint` and `method-not-allowed`. Each answer names its request in
/// `X-Request-Id`. Handlers run on the connection's virtual thread.
public final class HttpDoor {
    private static final String PROBLEM = "application/problem+json";
    private static final char REQUEST_ID = 'R';
    /// A body over the limit is read on up to this size, so that a client which writes first and reads later sees the answer.
    private static final int DRAINED_BYTES = 4 * 1024 * 1024;

    private final Authenticator authenticator;
    private final IdGenerator ids;
    private final MeterRegistry metrics;
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);

    public HttpDoor(Authenticator authenticator, IdGenerator ids, MeterRegistry metrics) {
        this.authenticator = authenticator;
        this.ids = ids;
        this.metrics = metrics;
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(
                    code,
                    Counter.builder("http.refused")
                            .description("Requests that were not done, by code")
                            .tag("code", code.text())
                            .register(metrics));
        }
    }

    /// A router for these routes.
    public HttpRouting.Builder routing(List<Route> routes) {
        HttpRouting.Builder routing = HttpRouting.builder();
        Map<String, TreeSet<String>> methods = new TreeMap<>();
        for (Route route : routes) {
            Timer timer = timer(route);
            String operation = route.method() + " " + route.path();
            routing.route(
                    Method.create(route.method()),
                    route.path(),
                    (request, response) -> timed(route, operation, timer, request, response));
            methods.computeIfAbsent(route.path(), path -> new TreeSet<>()).add(route.method());
        }
        methods.forEach((path, allowed) -> routing.any(path, (request, response) -> {
            String list = String.join(", ", allowed);
            response.header(HeaderNames.ALLOW, list);
            refuse(
                    response,
                    new GaplessException(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            "method: " + shorten(request.prologue().method().text()) + " (expected: " + list + ")"),
                    requestId());
        }));
        routing.any((request, response) -> refuse(
                response,
                new GaplessException(
                        ErrorCode.NO_SUCH_ENDPOINT,
                        "path: " + shorten(request.path().path()) + " (expected: one of openapi.yaml)"),
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
                    io.helidon.http.ServerResponseHeaders headers,
                    String message) {
                GaplessException refusal = transportRefusal(eventType);
                byte[] body = ApiCodec.write(Problem.of(refusal, requestId()));
                headers.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, PROBLEM));
                return TransportResponse.builder()
                        .status(Status.create(refusal.code().httpStatus()))
                        .headers(headers)
                        .keepAlive(false)
                        .entity(body)
                        .build();
            }
        };
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, handler);
        }
        return handlers.build();
    }

    private void timed(
            Route route, String operation, Timer timer, ServerRequest request, ServerResponse response) {
        long start = System.nanoTime();
        String requestId = requestId();
        try {
            Answer answer;
            try {
                answer = answer(route, request);
            } catch (CloseConnectionException e) {
                throw e;
            } catch (RuntimeException e) {
                refuse(response, FailureTranslator.refusal(e, operation, requestId), requestId);
                return;
            }
            response.status(Status.create(answer.status()));
            response.header("X-Request-Id", requestId);
            if (answer.body().length == 0) {
                response.send();
            } else {
                response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
                response.send(answer.body());
            }
        } finally {
            timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Answer answer(Route route, ServerRequest request) {
        Optional<Identity> caller = route.guard() == Guard.OPEN
                ? Optional.empty()
                : Optional.of(authenticator.authenticate(BearerToken.fromHeader(
                        request.headers().first(HeaderNames.AUTHORIZATION))));
        Query query = Query.parse(request.query().rawValue(), route.query());
        return route.endpoint().answer(new ApiRequest(caller, query, new HelidonSource(request)));
    }

    private void refuse(ServerResponse response, GaplessException refusal, String requestId) {
        Objects.requireNonNull(refused.get(refusal.code())).increment();
        response.status(Status.create(refusal.code().httpStatus()));
        response.header("X-Request-Id", requestId);
        response.header(HeaderNames.CONTENT_TYPE, PROBLEM);
        refusal.retryAfter().ifPresent(wait -> response.header(
                HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000))));
        refusal.rateLimit().ifPresent(limit -> {
            response.header("RateLimit-Policy", limit.policyHeader());
            response.header("RateLimit", limit.header());
        });
        if (refusal.code() == ErrorCode.UNAUTHENTICATED) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (refusal.code() == ErrorCode.FRAME_TOO_LARGE) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        metrics.counter("http.refusals", "code", refusal.code().text()).increment();
        response.send(ApiCodec.write(Problem.of(refusal, requestId)));
    }

    private GaplessException outsideRoutes(Throwable failure) {
        if (failure instanceof CloseConnectionException close) {
            throw close;
        }
        if (failure instanceof io.helidon.http.HttpException http && http.status().code() < 500) {
            return transportRefusal(
                    http.status().code() == 413
                            ? DirectHandler.EventType.PAYLOAD_TOO_LARGE
                            : DirectHandler.EventType.BAD_REQUEST);
        }
        if (failure instanceof io.helidon.http.RequestException http && http.status().code() < 500) {
            return transportRefusal(http.eventType());
        }
        return FailureTranslator.refusal(failure, "router", requestId());
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

    private Timer timer(Route route) {
        return Timer.builder("http.requests")
                .description("Time from the first byte of the body's reading to the answer, by route")
                .tag("method", route.method())
                .tag("route", route.path())
                .register(metrics);
    }

    private String requestId() {
        return IdText.format(REQUEST_ID, ids.next());
    }

    private static String shorten(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /// Reads from Helidon.
    private record HelidonSource(ServerRequest request) implements ApiRequest.Source {
        @Override
        public String path(String name) {
            return request.path().pathParameters().get(name);
        }

        @Override
        public Optional<String> header(String name) {
            return request.headers().first(HeaderNames.create(name));
        }

        @Override
        public byte[] body() {
            if (!request.content().hasEntity()) {
                return new byte[0];
            }
            try (InputStream in = request.content().inputStream()) {
                byte[] body = in.readNBytes(Limits.FRAME_BYTES + 1);
                if (body.length > Limits.FRAME_BYTES) {
                    in.skip(DRAINED_BYTES);
                    throw new GaplessException(
                            ErrorCode.FRAME_TOO_LARGE,
                            "body: over " + Limits.FRAME_BYTES + " bytes (expected: at most that)");
                }
                return body;
            } catch (IOException e) {
                throw new CloseConnectionException("body: not read to its end", e);
            }
        }
    }
}
