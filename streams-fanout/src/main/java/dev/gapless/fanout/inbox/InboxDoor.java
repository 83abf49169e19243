package dev.gapless.fanout.inbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.InboxCodec;
import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.tls.ServerIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The internal port: `GET /internal/v1/inbox/{workspace}/{user}?since=&limit=` for gateways and the other instances, which send
/// the secret. 200 with changes, 503 if not ready, 401 without the secret, 400 for a question that is none.
///
/// Other apps of the role may add a page each, which is answered in the same way. The server inside the JDK is enough for some routes between own processes; a virtual thread per request.
final class InboxDoor implements AutoCloseable {
    private static final String PATH = InboxRoute.PATH;
    private static final Logger log = LoggerFactory.getLogger(InboxDoor.class);
    private static final int BACKLOG = 128;
    private static final int USUAL_LIMIT = 200;

    private final InboxSecret secret;
    private final InboxQuery query;
    private final Map<String, Function<String, Object>> pages;
    private final HttpServer server;
    private final ExecutorService threads;

    private InboxDoor(
            InboxSecret secret, InboxQuery query, Map<String, Function<String, Object>> pages, HttpServer server) {
        this.secret = secret;
        this.pages = Map.copyOf(pages);
        this.query = query;
        this.server = server;
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    /// @param pages what else is told there, by path; given the query, and throwing IllegalArgumentException for one that is none
    /// @throws PortTakenException if another program listens on the port
    static InboxDoor open(
            InboxConfig.Door where, InboxSecret secret, InboxQuery query, Map<String, Function<String, Object>> pages) {
        try {
            HttpServer server = server(where);
            InboxDoor door = new InboxDoor(secret, query, pages, server);
            server.createContext(PATH, door::answer);
            pages.keySet().forEach(path -> server.createContext(path, door::show));
            server.setExecutor(door.threads);
            server.start();
            return door;
        } catch (BindException e) {
            throw new PortTakenException("inbox.internal-port", where.address(), where.port());
        } catch (IOException e) {
            throw new InboxException(
                    "inbox.internal-port: " + where.port() + " on " + where.address() + ": " + e.getMessage(), e);
        }
    }

    private static HttpServer server(InboxConfig.Door where) throws IOException {
        InetSocketAddress address = new InetSocketAddress(where.address(), where.port());
        if (where.tls().isEmpty()) {
            return HttpServer.create(address, BACKLOG);
        }
        ServerIdentity identity =
                ServerIdentity.open(where.tls().get(), System::nanoTime, line -> log.info("{}", line));
        HttpsServer server = HttpsServer.create(address, BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst(InboxRoute.SECRET_HEADER);
            if (given == null || !secret.is(given)) {
                send(exchange, 401, InboxCodec.write(new InboxAnswer.NotReady("not for strangers")));
                return;
            }
            InboxAnswer answer;
            try {
                answer = ask(exchange);
            } catch (IllegalArgumentException e) {
                send(exchange, 400, InboxCodec.write(new InboxAnswer.NotReady("not a question: " + e.getMessage())));
                return;
            } catch (RuntimeException e) {
                log.warn("Inbox cannot answer", e);
                answer = new InboxAnswer.NotReady("internal");
            }
            send(exchange, answer instanceof InboxAnswer.Changes ? 200 : 503, InboxCodec.write(answer));
        }
    }

    private void show(HttpExchange exchange) throws IOException {
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst(InboxRoute.SECRET_HEADER);
            Function<String, Object> page = pages.get(exchange.getRequestURI().getPath());
            if (given == null || !secret.is(given)) {
                send(exchange, 401, InboxCodec.write(new InboxAnswer.NotReady("not for strangers")));
            } else if (page == null || !exchange.getRequestMethod().equals("GET")) {
                send(exchange, 400, InboxCodec.write(new InboxAnswer.NotReady("not a question")));
            } else {
                show(exchange, page);
            }
        }
    }

    private static void show(HttpExchange exchange, Function<String, Object> page) throws IOException {
        try {
            String query = exchange.getRequestURI().getRawQuery();
            send(exchange, 200, ApiCodec.write(page.apply(query == null ? "" : query)));
        } catch (IllegalArgumentException e) {
            send(exchange, 400, InboxCodec.write(new InboxAnswer.NotReady("not a question: " + e.getMessage())));
        }
    }

    private InboxAnswer ask(HttpExchange exchange) {
        if (!exchange.getRequestMethod().equals("GET")) {
            throw new IllegalArgumentException(exchange.getRequestMethod() + " (expected: GET)");
        }
        String[] ids = exchange.getRequestURI().getPath().substring(PATH.length()).split("/", -1);
        if (ids.length != 2) {
            throw new IllegalArgumentException("path (expected: " + PATH + "{workspace}/{user})");
        }
        Map<String, String> parameters = parameters(exchange.getRequestURI().getQuery());
        WorkspaceId workspace = WorkspaceId.parse(ids[0]);
        UserId user = UserId.parse(ids[1]);
        long since = Long.parseLong(parameters.getOrDefault("since", "0"));
        int limit = Integer.parseInt(parameters.getOrDefault("limit", Integer.toString(USUAL_LIMIT)));
        return parameters.containsKey("here")
                ? query.changedHere(workspace, user, since, limit)
                : query.changedSince(workspace, user, since, limit);
    }

    private static Map<String, String> parameters(@Nullable String text) {
        Map<String, String> parameters = new HashMap<>();
        if (text != null) {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                parameters.put(equals < 0 ? pair : pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return parameters;
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
