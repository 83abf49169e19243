package dev.gapless.control.http;

import dev.gapless.control.operator.OperatorToken;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdText;
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
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Puts routes on Helidon's router: checks the operator's token, reads strictly, answers in JSON, and turns failures into problem
/// documents. Each answer names its request in `X-Request-Id`. Handlers run on the connection's virtual thread.
public final class AdminDoor {
    private static final String PROBLEM = "application/problem+json";
    private static final String JSON = "application/json";
    private static final String BEARER = "bearer ";
    private static final char REQUEST_ID = 'R';
    private static final int SHOWN = 60;
    /// A body over the limit is read on up to this size, so that a client which writes first and reads later sees the answer.
    private static final int DRAINED_BYTES = 4 * 1024 * 1024;

    private final OperatorToken operator;
    private final IdGenerator ids;

    public AdminDoor(OperatorToken operator, IdGenerator ids) {
        this.operator = operator;
        this.ids = ids;
    }

    /// A router for these routes.
    public HttpRouting.Builder routing(List<AdminRoute> routes) {
        HttpRouting.Builder routing = HttpRouting.builder();
        Map<String, TreeSet<String>> methods = new TreeMap<>();
        for (AdminRoute route : routes) {
            routing.route(
                    Method.create(route.method()), route.path(),
                    (request, response) -> serve(route, request, response));
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
        AdminAnswer answer;
        try {
            if (route.guard() == AdminRoute.Guard.OPERATOR) {
                checkOperator(request);
            }
            answer = route.endpoint().answer(read(route, request));
        } catch (CloseConnectionException e) {
            throw e;
        } catch (RuntimeException e) {
            refuse(response, Refusals.of(e, route.method() + " " + route.path(), requestId), requestId);
            return;
        }
        response.status(Status.create(answer.status()));
        response.header("X-Request-Id", requestId);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.CONTENT_TYPE, JSON);
        response.send(ApiCodec.write(answer.body()));
    }

    private void checkOperator(ServerRequest request) {
        String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("").strip();
        boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (!bearer || !operator.matches(header.substring(BEARER.length()).strip())) {
            throw new GaplessException(
                    ErrorCode.UNAUTHENTICATED,
                    "token: missing or not the operator's (expected: `Authorization: Bearer gpo_…`)");
        }
    }

    private static AdminRequest read(AdminRoute route, ServerRequest request) {
        Map<String, String> path = new HashMap<>();
        request.path().pathParameters().toMap().forEach((name, values) -> path.put(name, values.getFirst()));
        return new AdminRequest(
                path, QueryText.parse(request.query().rawValue(), route.query()), () -> body(request));
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
