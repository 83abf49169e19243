package dev.gapless.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.Me;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.testing.ApiDocument;
import dev.gapless.protocol.testing.ApiDocument.Operation;
import dev.gapless.protocol.testing.RandomRequests;
import dev.gapless.protocol.testing.RandomRequests.Request;
import dev.gapless.server.testing.Api;
import dev.gapless.server.testing.ErrorLog;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bad requests get a named error each, nothing is logged at ERROR, and the server goes on.
class BadInputIT {
    private static final int RANDOM_REQUESTS = 6_000;
    private static final int RANDOM_CLIENTS = 8;
    private static final int RANDOM_SOCKETS = 300;

    private static RunningServer running;
    private static Api api;
    private static Person ada;
    private static String channel;
    private ErrorLog log;

    @BeforeAll
    static void start() {
        running = RunningServer.start();
        api = running.api();
        ada = running.world().person(running.world().workspace("demo"), "ada", MemberRole.OWNER);
        channel = api.post(ada, "/v1/channels", "{\"name\": \"general\", \"kind\": \"public\"}")
                .as(ChannelView.class).id().text();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void listen() {
        log = new ErrorLog();
    }

    @AfterEach
    void nothingIsLoggedAndTheServerGoesOn() {
        log.close();
        assertEquals(List.of(), log.errors());
        assertEquals(ada.user(), api.get(ada, "/v1/me").as(Me.class).user().id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text": ""}                                   | text-empty
            {"text": " \\n\\t "}                           | text-empty
            {}                                             | invalid-field
            {"text": null}                                 | invalid-field
            {"text": 5}                                    | invalid-field
            {"text": ["a"]}                                | invalid-field
            {"text": {"a": 1}}                             | invalid-field
            {"text": true}                                 | invalid-field
            {"text": "a", "thread_root": 0}                | invalid-field
            {"text": "a", "thread_root": -1}               | invalid-field
            {"text": "a", "thread_root": "1"}              | invalid-field
            {"text": "a", "thread_root": 1.5}              | invalid-field
            {"text": "a", "thread_root": 9223372036854775808} | invalid-field
            {"text": "a", "color": "red"}                  | unknown-field
            {"text": "a", "text": "b"}                     | invalid-json
            {"text": "\\ud800"}                            | invalid-utf8
            {"text": "a"                                   | invalid-json
            {"text": "a"} x                                | invalid-json
            {"text": "a"}{"text": "b"}                     | invalid-json
            ["text"]                                       | invalid-json
            "text"                                         | invalid-json
            null                                           | invalid-json
            7                                              | invalid-json
            nonsense                                       | invalid-json
            """)
    void namesWhatIsWrongWithASend(String body, String code) {
        api.send(ada, channel, "k", body).refused(ErrorCode.find(code).orElseThrow());
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        for (byte[] bytes : List.of(
                new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'},
                new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xff, '"', '}'},
                new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"',
                    '}'},
                new byte[] {'{', '"', (byte) 0x80, '"', ':', '1', '}'})) {
            api.call("POST", messages(channel), ada.token(), bytes, Map.of("Idempotency-Key", "k"))
                    .refused(ErrorCode.INVALID_UTF8);
        }
    }

    @Test
    void takesATextOf16KiBAndNotAByteMore() {
        api.send(ada, channel, "just-fits", "{\"text\": \"" + "x".repeat(16 * 1024) + "\"}").as(SendAnswer.class);
        api.send(ada, channel, "k", "{\"text\": \"" + "x".repeat(16 * 1024 + 1) + "\"}")
                .refused(ErrorCode.TEXT_TOO_LARGE);
        api.send(ada, channel, "k", "{\"text\": \"" + "é".repeat(8 * 1024) + "x\"}")
                .refused(ErrorCode.TEXT_TOO_LARGE);
        api.send(ada, channel, "k", "{\"text\": \"" + "x".repeat(128 * 1024) + "\"}")
                .refused(ErrorCode.FRAME_TOO_LARGE);
        api.send(ada, channel, "k", "{\"text\": \"" + "x".repeat(3 * 1024 * 1024) + "\"}")
                .refused(ErrorCode.FRAME_TOO_LARGE);
    }

    @Test
    void refusesAnEmptyBodyAndAMissingOrBadKey() {
        api.send(ada, channel, "k", "").refused(ErrorCode.INVALID_JSON);
        api.post(ada, messages(channel), "{\"text\": \"a\"}").refused(ErrorCode.MISSING_KEY);
        api.send(ada, channel, "k".repeat(65), "{\"text\": \"a\"}").refused(ErrorCode.INVALID_FIELD);
        api.send(ada, channel, "a b", "{\"text\": \"a\"}").refused(ErrorCode.INVALID_FIELD);
        api.post(ada, "/v1/channels", "").refused(ErrorCode.INVALID_JSON);
        api.post(ada, "/v1/dms", "").refused(ErrorCode.INVALID_JSON);
        api.post(ada, "/v1/sync", "").refused(ErrorCode.INVALID_JSON);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/channels/{c}/events?after=-1                 | invalid-field
            /v1/channels/{c}/events?after=                   | invalid-field
            /v1/channels/{c}/events?after=x                  | invalid-field
            /v1/channels/{c}/events?after=9223372036854775807 | invalid-field
            /v1/channels/{c}/events?after=99999999999999999999 | invalid-field
            /v1/channels/{c}/events?before=0                 | invalid-field
            /v1/channels/{c}/events?around=0                 | invalid-field
            /v1/channels/{c}/events?after=1&before=9         | invalid-field
            /v1/channels/{c}/events?after=1&around=9         | invalid-field
            /v1/channels/{c}/events?after=1&after=2          | invalid-field
            /v1/channels/{c}/events?limit=0                  | invalid-field
            /v1/channels/{c}/events?limit=1001               | invalid-field
            /v1/channels/{c}/events?limit=-5                 | invalid-field
            /v1/channels/{c}/events?since=1                  | unknown-field
            /v1/channels/{c}?verbose=true                    | unknown-field
            /v1/channels/{c}/members?cursor=C0000000000001   | invalid-field
            /v1/channels/{c}/members?limit=0                 | invalid-field
            /v1/channels?joined=maybe                        | invalid-field
            /v1/channels?joined=true&cursor=x                | invalid-field
            /v1/channels?name=%ff                            | invalid-utf8
            /v1/channels/nonsense                            | invalid-field
            /v1/channels/U01GN6ZJ5V0001                      | invalid-field
            /v1/channels/C01GN6ZJ5V0001                      | not-found
            /v1/users/nonsense                               | invalid-field
            /v1/users?limit=x                                | invalid-field
            /v1/users?cursor={long}                          | invalid-field
            /v1/me?a=b                                       | unknown-field
            /health/ready?a=b                                | unknown-field
            /v1/nothing                                      | no-such-endpoint
            /                                                | no-such-endpoint
            /v1/channels/{c}/events/                         | no-such-endpoint
            /V1/me                                           | no-such-endpoint
            """)
    void namesWhatIsWrongWithARead(String path, String code) {
        String full = path.replace("{c}", channel).replace("{long}", "x".repeat(401));
        api.get(ada, full).refused(ErrorCode.find(code).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /v1/channels | {"name": "UPPER", "kind": "public"}           | invalid-field
            /v1/channels | {"name": "", "kind": "public"}                | invalid-field
            /v1/channels | {"name": "a b", "kind": "public"}             | invalid-field
            /v1/channels | {"name": "a\\u001b[2J", "kind": "public"}     | invalid-field
            /v1/channels | {"name": "a", "kind": "dm"}                   | invalid-field
            /v1/channels | {"name": "a", "kind": "public", "topic": 7}   | invalid-field
            /v1/channels | {"name": "a"}                                 | invalid-field
            /v1/channels | {"kind": "public"}                            | invalid-field
            /v1/channels | {"name": "a", "kind": "public", "owner": "U"} | unknown-field
            /v1/dms      | {"users": []}                                 | invalid-field
            /v1/dms      | {"users": "U01GN6ZJ5V0001"}                   | invalid-field
            /v1/dms      | {"users": [7]}                                | invalid-field
            /v1/dms      | {"users": [null]}                             | invalid-json
            /v1/dms      | {"users": ["nonsense"]}                       | invalid-field
            /v1/dms      | {"users": ["{me}"]}                           | invalid-field
            /v1/dms      | {}                                            | invalid-field
            /v1/sync     | {"positions": {"{c}": -1}}                    | invalid-field
            /v1/sync     | {"positions": {"{c}": "1"}}                   | invalid-field
            /v1/sync     | {"positions": {"{c}": null}}                  | invalid-json
            /v1/sync     | {"positions": {"nonsense": 1}}                | invalid-field
            /v1/sync     | {"positions": [], "limit": 1}                 | invalid-field
            /v1/sync     | {"positions": {}, "limit": 0}                 | invalid-field
            /v1/sync     | {"positions": {}, "limit": 1001}              | invalid-field
            /v1/sync     | {"positions": {}, "cursor": "x"}              | invalid-field
            /v1/sync     | {"positions": {}, "all": true}                | unknown-field
            /v1/sync     | {"positions": {}, "since": "x"}               | invalid-field
            """)
    void namesWhatIsWrongWithAWrite(String path, String body, String code) {
        String full = body.replace("{c}", channel).replace("{me}", ada.user().text());
        api.post(ada, path, full).refused(ErrorCode.find(code).orElseThrow());
    }

    @Test
    void answersAllBadTokensAlike() {
        String expired = running.world().token(
                ada.workspace(), ada.user(), MemberRole.OWNER, Optional.of(Instant.EPOCH));
        String unknown = ada.token().substring(0, ada.token().length() - 4) + "AAAA";
        List<String> tokens = List.of("", "x", "gpl_", unknown, expired, ada.token() + "A",
                "gpl_" + "W0000000000001" + ada.token().substring(18));
        List<String> details = tokens.stream()
                .map(token -> api.call("GET", "/v1/me", token, new byte[0], Map.of()))
                .map(reply -> reply.refused(ErrorCode.UNAUTHENTICATED))
                .peek(reply -> assertEquals("Bearer", reply.headers().get("www-authenticate")))
                .map(reply -> reply.problem().detail())
                .distinct()
                .toList();
        assertEquals(1, details.size());
        api.call("GET", "/v1/me", "", new byte[0], Map.of("Authorization", "Basic YTpi"))
                .refused(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void namesTheMethodsThatAPathTakes() {
        Api.Reply reply = api.call("PUT", "/v1/channels", ada.token(), new byte[0], Map.of())
                .refused(ErrorCode.METHOD_NOT_ALLOWED);
        assertEquals("GET, POST", reply.headers().get("allow"));
        api.delete(ada, "/v1/me").refused(ErrorCode.METHOD_NOT_ALLOWED);
    }

    @Test
    void survivesRandomRequests() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int client = 0; client < RANDOM_CLIENTS; client++) {
                Random random = new Random(4711 + client);
                String name = "c" + client + "-";
                all.add(clients.submit(() -> sendsRandomRequests(random, name)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static void sendsRandomRequests(Random random, String client) {
        ApiDocument document = ApiDocument.gateway();
        RandomRequests requests = new RandomRequests(
                document, Map.of("channel", channel, "user", ada.user().text(), "seq", "1", "root", "1"), random);
        List<Operation> operations = document.operations().stream()
                .filter(operation -> !operation.callers().isEmpty())
                .toList();
        for (int i = 0; i < RANDOM_REQUESTS / RANDOM_CLIENTS; i++) {
            Request request = requests.next(operations.get(random.nextInt(operations.size())));
            Api.Reply reply = api.call(
                    request.method(), request.target(), ada.token(), request.body(),
                    random.nextInt(9) == 0 ? Map.of() : Map.of("Idempotency-Key", client + i));
            assertTrue(reply.status() < 500, () -> request + ": " + reply.text());
            if (reply.status() >= 400) {
                assertTrue(ErrorCode.find(reply.problem().code()).isPresent(), reply::text);
            }
        }
    }

    @Test
    void survivesBytesThatAreNoHttp() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < RANDOM_SOCKETS; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.server().port())) {
                socket.setSoTimeout(30_000);
                byte[] noise = randomBytes(random);
                if (i % 3 == 0) {
                    noise = ("GET /v1/me HTTP/1.1\r\nHost: x\r\n" + new String(noise, StandardCharsets.ISO_8859_1))
                            .getBytes(StandardCharsets.ISO_8859_1);
                }
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                try (InputStream in = socket.getInputStream()) {
                    in.readNBytes(64 * 1024);
                }
            } catch (java.net.SocketException e) {
                assertTrue(
                        String.valueOf(e.getMessage()).contains("reset")
                                || String.valueOf(e.getMessage()).contains("pipe"),
                        e::toString);
            }
        }
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String messages(String id) {
        return "/v1/channels/" + id + "/messages";
    }
}
