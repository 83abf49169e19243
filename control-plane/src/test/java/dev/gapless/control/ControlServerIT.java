package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Acts;
import dev.gapless.control.act.PolicyNews;
import dev.gapless.control.act.Terms;
import dev.gapless.control.act.Write;
import dev.gapless.control.token.AccessToken;
import dev.gapless.control.user.CreateUser;
import dev.gapless.control.workspace.CreateWorkspace;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.api.UserList;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.api.WorkspaceList;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.config.PortTakenException;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.Plan;
import dev.gapless.schema.global.DirectoryEntry;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.user.UserTable;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.protocol.id.UserId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The admin API over real databases, and the acts behind it after crashes between their steps.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlServerIT {
    private static final String WORKSPACES = "/admin/v1/workspaces";
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Write WRITE = new Write(
            new Actor.Operator(), "workspace.create", "R1",
            new Terms(false, "", OptionalLong.empty(), Optional.empty(), new byte[0]));

    private final HttpClient http = HttpClient.newHttpClient();
    private final IdGenerator ids = new IdGenerator(CLOCK, 1_000);
    private Map<String, String> databases;
    private ControlServer server;
    private Shards shards;
    private Path tokenFile;
    private String operator;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        databases = settings(TestDatabase.newConfig());
        tokenFile = directory.resolve("tokens").resolve("operator");
        Map<String, String> settings = new HashMap<>(databases);
        settings.put("control.port", "0");
        settings.put("control.operator-token-file", tokenFile.toString());
        server = ControlServer.start(Settings.of(settings).allowOnly(ControlConfig.roleKeys()));
        operator = Files.readString(tokenFile).strip();
        shards = Shards.open(ShardsConfig.from(Settings.of(databases)));
    }

    @AfterAll
    void stop() throws Exception {
        http.close();
        shards.close();
        server.close();
    }

    @Test
    void makesAnOperatorTokenThatOnlyItsOwnerReads() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile)));
        assertTrue(operator.matches("gpo_[A-Za-z0-9_-]{43}"));
    }

    @Test
    void makesAWorkspaceWithUsersWhoseTokensAreStoredAsHashes() throws Exception {
        WorkspaceView workspace =
                made(post(WORKSPACES, "{\"slug\":\"acme\",\"name\":\"Acme & Söhne\"}"), WorkspaceView.class);
        assertEquals("active", workspace.state());
        assertEquals(workspace, ok(get(WORKSPACES + "/acme"), WorkspaceView.class));
        assertEquals(workspace, ok(get(WORKSPACES + "/" + workspace.id().text()), WorkspaceView.class));

        CreatedUser ada = made(post(WORKSPACES + "/acme/users", user("ada", "owner")), CreatedUser.class);
        CreatedUser robo = made(
                post(
                        WORKSPACES + "/" + workspace.id().text() + "/users",
                        "{\"handle\":\"robo\",\"display_name\":\"Robo\",\"kind\":\"bot\",\"role\":\"member\"}"),
                CreatedUser.class);
        assertTrue(ada.token().startsWith("gpl_" + workspace.id().text() + "_"));
        assertEquals(4 + 14 + 1 + 43, ada.token().length());
        AccessTokenRow stored = token(workspace.id(), ada.token());
        assertEquals(ada.user().id(), stored.user());
        assertEquals(MemberRole.OWNER, stored.role());
        assertEquals(Set.of("user"), stored.scopes());
        assertEquals(Set.of("bot"), token(workspace.id(), robo.token()).scopes());
        assertTrue(stored.validAt(CLOCK.instant()));

        assertEquals(
                List.of(ada.user(), robo.user()),
                ok(get(WORKSPACES + "/acme/users"), UserList.class).users());
        UserList first = ok(get(WORKSPACES + "/acme/users?limit=1"), UserList.class);
        assertEquals(List.of(ada.user()), first.users());
        UserList second =
                ok(get(WORKSPACES + "/acme/users?limit=1&cursor=" + first.next().orElseThrow()), UserList.class);
        assertEquals(new UserList(List.of(robo.user()), Optional.empty()), second);
        assertEquals(ada.user(), ok(get(WORKSPACES + "/acme/users/ada"), UserView.class));

        CreatedUser again = made(post(WORKSPACES + "/acme/users/ada/tokens", ""), CreatedUser.class);
        assertEquals(ada.user(), again.user());
        assertNotEquals(ada.token(), again.token());
        made(post(WORKSPACES + "/acme/users/" + ada.user().id().text() + "/tokens", "{}"), CreatedUser.class);
        assertEquals(ada.user().id(), token(workspace.id(), again.token()).user());
    }

    @Test
    void listsWorkspacesInPages() throws Exception {
        for (String slug : List.of("page-a", "page-b", "page-c")) {
            made(post(WORKSPACES, "{\"slug\":\"" + slug + "\",\"name\":\"N\"}"), WorkspaceView.class);
        }
        List<String> slugs = new ArrayList<>();
        Optional<String> cursor = Optional.of("page-");
        while (cursor.isPresent()) {
            WorkspaceList page =
                    ok(get(WORKSPACES + "?limit=2&cursor=" + cursor.get()), WorkspaceList.class);
            page.workspaces().forEach(workspace -> slugs.add(workspace.slug()));
            cursor = page.next();
        }
        assertEquals(
                List.of("page-a", "page-b", "page-c"),
                slugs.stream().filter(slug -> slug.startsWith("page-")).toList());
    }

    @Test
    void answersTheSameCreationAgainAndRefusesAnotherName() throws Exception {
        String body = "{\"slug\":\"twice\",\"name\":\"Twice\"}";
        WorkspaceView first = made(post(WORKSPACES, body), WorkspaceView.class);
        assertEquals(first, ok(post(WORKSPACES, body), WorkspaceView.class));
        refused(post(WORKSPACES, "{\"slug\":\"twice\",\"name\":\"Other\"}"), 409, "name-taken");
    }

    @Test
    void completesACreationThatDiedAfterReservingTheSlug() throws Exception {
        WorkspaceId id = new WorkspaceId(ids.next());
        shards.global().transact("test", handle -> WorkspaceDirectoryTable.reserve(
                handle, new DirectoryEntry("halfway", id, "gapless", WorkspaceState.RESERVED, CLOCK.instant(), 1)));
        assertEquals("reserved", ok(get(WORKSPACES + "/halfway"), WorkspaceView.class).state());
        WorkspaceView made = made(post(WORKSPACES, "{\"slug\":\"halfway\",\"name\":\"Half\"}"), WorkspaceView.class);
        assertEquals(new WorkspaceView(id, "halfway", "Half", "active"), made);
        assertEquals(made, ok(get(WORKSPACES + "/halfway"), WorkspaceView.class));
    }

    @Test
    void letsOneOfManyRacingNamesHaveTheSlug() throws Exception {
        CreateWorkspace create = new CreateWorkspace(shards, ids, CLOCK, new Acts(shards, CLOCK, PolicyNews.UNTOLD));
        List<Callable<CreateWorkspace.Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "Racer " + i;
            calls.add(() -> create.run(WRITE, new CreateWorkspace.Wanted("race", name, Plan.FREE)));
        }
        int winners = 0;
        Set<WorkspaceId> winnerIds = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<CreateWorkspace.Outcome> outcome : threads.invokeAll(calls)) {
                if (outcome.get() instanceof CreateWorkspace.Outcome.Created(var workspace)) {
                    winners++;
                    winnerIds.add(workspace.id());
                }
            }
        }
        assertEquals(1, winners);
        assertEquals(1, winnerIds.size());
    }

    @Test
    void refusesAHandleInUseAndCompletesOneThatWasNotConfirmed() throws Exception {
        WorkspaceId workspace = workspace("handles");
        made(post(WORKSPACES + "/handles/users", user("lin", "member")), CreatedUser.class);
        refused(post(WORKSPACES + "/handles/users", user("lin", "member")), 409, "name-taken");

        UserRow half = new UserRow(
                workspace,
                new UserId(ids.next()),
                "grace",
                "Name of grace",
                UserKind.PERSON,
                MemberRole.MEMBER,
                UserState.ACTIVE,
                CLOCK.instant(),
                1);
        reserve(workspace, "grace", half.user().value(), CLOCK.instant());
        shards.forUser(workspace, half.user()).transact("test", handle -> {
            UserTable.insert(handle, half);
            return half;
        });
        refused(get(WORKSPACES + "/handles/users/grace"), 404, "not-found");
        CreatedUser completed = made(post(WORKSPACES + "/handles/users", user("grace", "member")), CreatedUser.class);
        assertEquals(half.user(), completed.user().id());
    }

    @Test
    void takesOverAHandleThatWasReservedLongAgo() throws Exception {
        WorkspaceId workspace = workspace("takeover");
        reserve(workspace, "ghost", ids.next(), CLOCK.instant());
        refused(post(WORKSPACES + "/takeover/users", user("ghost", "member")), 409, "name-taken");
        CreateUser later =
                new CreateUser(shards, ids, Clock.offset(CLOCK, CreateUser.RESERVED_FOR.plus(Duration.ofSeconds(1))));
        CreateUser.Outcome outcome = later.prepare(
                new CreateUser.Wanted(workspace, "ghost", "Ghost", UserKind.PERSON, MemberRole.GUEST));
        assertTrue(outcome instanceof CreateUser.Outcome.Created, outcome::toString);
        made(post(WORKSPACES + "/takeover/users",
                "{\"handle\":\"ghost\",\"display_name\":\"Ghost\",\"kind\":\"person\",\"role\":\"guest\"}"),
                CreatedUser.class);
        assertEquals("guest", ok(get(WORKSPACES + "/takeover/users/ghost"), UserView.class).role());
    }

    @Test
    void letsOneOfManyRacingCallsHaveTheHandle() throws Exception {
        WorkspaceId workspace = workspace("racers");
        CreateUser create = new CreateUser(shards, ids, CLOCK);
        CreateUser.Wanted wanted =
                new CreateUser.Wanted(workspace, "max", "Max", UserKind.PERSON, MemberRole.MEMBER);
        Set<UserId> made = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<CreateUser.Outcome>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> create.prepare(wanted));
            }
            for (Future<CreateUser.Outcome> outcome : threads.invokeAll(calls)) {
                if (outcome.get() instanceof CreateUser.Outcome.Created(UserRow user)) {
                    made.add(user.user());
                }
            }
        }
        assertEquals(1, made.size());
        assertEquals(1, ok(get(WORKSPACES + "/racers/users"), UserList.class).users().size());
    }

    @Test
    void opensNothingWithoutTheOperatorsToken() throws Exception {
        workspace("closed");
        String userToken = made(post(WORKSPACES + "/closed/users", user("eve", "owner")), CreatedUser.class).token();
        for (String token : List.of("", "x", operator + "x", operator.substring(1), userToken + "x")) {
            for (String path : List.of(WORKSPACES, WORKSPACES + "/closed", WORKSPACES + "/none/users")) {
                HttpRequest request = HttpRequest.newBuilder(uri(path))
                        .header("Authorization", "Bearer " + token)
                        .build();
                refused(http.send(request, BodyHandlers.ofByteArray()), 401, "unauthenticated");
            }
        }
        refused(http.send(HttpRequest.newBuilder(uri(WORKSPACES)).build(), BodyHandlers.ofByteArray()), 401,
                "unauthenticated");
        HttpRequest ordinary = HttpRequest.newBuilder(uri(WORKSPACES + "/closed"))
                .header("Authorization", "Bearer " + userToken)
                .build();
        refused(http.send(ordinary, BodyHandlers.ofByteArray()), 403, "not-allowed");
    }

    @Test
    void namesEachMistake() throws Exception {
        workspace("mistakes");
        String users = WORKSPACES + "/mistakes/users";
        refused(post(WORKSPACES, ""), 400, "invalid-json");
        refused(post(WORKSPACES, "[]"), 400, "invalid-json");
        refused(post(WORKSPACES, "{"), 400, "invalid-json");
        refused(post(WORKSPACES, "{\"slug\":\"a\"}"), 400, "invalid-field");
        refused(post(WORKSPACES, "{\"slug\":1,\"name\":\"A\"}"), 400, "invalid-field");
        refused(post(WORKSPACES, "{\"slug\":\"a\",\"name\":\"A\",\"id\":1}"), 400, "unknown-field");
        for (String slug : List.of("", "A", "a_b", "-a", "a-", "a b", "x".repeat(64), "ä")) {
            refused(post(WORKSPACES, "{\"slug\":\"" + slug + "\",\"name\":\"A\"}"), 400, "invalid-field");
        }
        refused(post(WORKSPACES, "{\"slug\":\"ok\",\"name\":\" \"}"), 400, "invalid-field");
        refused(post(WORKSPACES, "{\"slug\":\"ok\",\"name\":\"\\u001b[2J\"}"), 400, "invalid-field");
        refused(post(WORKSPACES, "{\"slug\":\"ok\",\"name\":\"\\ud800\"}"), 400, "invalid-field");
        refused(post(users, user("Upper", "member")), 400, "invalid-field");
        refused(post(users, user("fine", "king")), 400, "invalid-field");
        refused(post(WORKSPACES + "/none/users", user("fine", "member")), 404, "not-found");
        refused(post(users + "/nobody/tokens", ""), 404, "not-found");
        refused(post(users + "/nobody/tokens", "{\"label\":1}"), 400, "invalid-field");
        refused(get(WORKSPACES + "?limit=0"), 400, "invalid-field");
        refused(get(WORKSPACES + "?limit=x"), 400, "invalid-field");
        refused(get(WORKSPACES + "?page=1"), 400, "unknown-field");
        refused(get(users + "?cursor=zzz"), 400, "invalid-field");
        refused(get(users + "/U0000000000001"), 404, "not-found");
        refused(get("/admin/v1/nothing"), 404, "no-such-endpoint");
        refused(get("/"), 404, "no-such-endpoint");
        HttpResponse<byte[]> wrongMethod = send(HttpRequest.newBuilder(uri(WORKSPACES)).DELETE());
        refused(wrongMethod, 405, "method-not-allowed");
        assertEquals("GET, POST", wrongMethod.headers().firstValue("Allow").orElse(""));
        refused(post(WORKSPACES, "x".repeat(200_000)), 413, "frame-too-large");
        refused(
                send(HttpRequest.newBuilder(uri(WORKSPACES))
                        .POST(BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xff, '"', '}'}))),
                400,
                "invalid-utf8");
        assertEquals(200, get(WORKSPACES).statusCode());
    }

    @Test
    void isLiveAndReadyWithoutAToken() throws Exception {
        for (String path : List.of("/health/live", "/health/ready")) {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertTrue(answer.body().contains("\"status\":\"up\""), answer.body());
        }
    }

    @Test
    void startsWhileDatabasesAreAwayAndSaysSo() throws Exception {
        Map<String, String> settings = new HashMap<>(databases);
        String nowhere = "jdbc:mysql://127.0.0.1:1/x?sslMode=DISABLED";
        settings.putAll(Map.of(
                "shards.urls", nowhere + "," + nowhere,
                "shards.global-url", nowhere,
                "shards.connect-timeout", "250ms",
                "control.port", "0",
                "control.operator-token-file", tokenFile.toString()));
        try (ControlServer alone = ControlServer.start(Settings.of(settings))) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + alone.port() + WORKSPACES))
                    .header("Authorization", "Bearer " + operator)
                    .build();
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            refused(answer, 503, "unavailable");
            assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
            HttpRequest ready =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + alone.port() + "/health/ready")).build();
            assertEquals(503, http.send(ready, BodyHandlers.ofByteArray()).statusCode());
        }
    }

    @Test
    void namesATakenPort() {
        Map<String, String> settings = new HashMap<>(databases);
        settings.put("control.port", Integer.toString(server.port()));
        settings.put("control.operator-token-file", tokenFile.toString());
        PortTakenException refused =
                assertThrows(PortTakenException.class, () -> ControlServer.start(Settings.of(settings)));
        assertEquals("control.port: 127.0.0.1:" + server.port() + " (expected: a free port)", refused.getMessage());
    }

    @Test
    void makesTokensFromTheRandomnessItIsGiven() {
        WorkspaceId workspace = new WorkspaceId(7);
        AccessToken token = AccessToken.make(workspace, new SecureRandom());
        assertTrue(token.text().matches("gpl_W[0-9A-Z]{13}_[A-Za-z0-9_-]{43}"));
        assertArrayEquals(token.hash(), new AccessToken(token.text()).hash());
    }

    private static Map<String, String> settings(ShardsConfig config) {
        return Map.of(
                "shards.urls", String.join(",", config.urls()),
                "shards.global-url", config.globalUrl(),
                "shards.user", config.user(),
                "shards.password", config.password(),
                "shards.connect-timeout", "5s",
                "shards.socket-timeout", "60s");
    }

    private WorkspaceId workspace(String slug) throws Exception {
        return made(post(WORKSPACES, "{\"slug\":\"" + slug + "\",\"name\":\"N\"}"), WorkspaceView.class).id();
    }

    private static String user(String handle, String role) {
        return "{\"handle\":\"%s\",\"display_name\":\"Name of %s\",\"kind\":\"person\",\"role\":\"%s\"}"
                .formatted(handle, handle, role);
    }

    private void reserve(WorkspaceId workspace, String handleName, long owner, Instant at) {
        shards.forWorkspace(workspace).transact("test", handle -> UniqueNameTable.reserve(
                handle, new UniqueName(workspace, NameKind.HANDLE, handleName, owner, false, true, at)));
    }

    private AccessTokenRow token(WorkspaceId workspace, String text) {
        return shards.forWorkspace(workspace)
                .read("test", handle -> AccessTokenTable.find(handle, workspace, new AccessToken(text).hash()))
                .orElseThrow();
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private HttpResponse<byte[]> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return http.send(
                request.header("Authorization", "Bearer " + operator)
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static <T> T made(HttpResponse<byte[]> answer, Class<T> type) {
        assertEquals(201, answer.statusCode(), () -> new String(answer.body(), StandardCharsets.UTF_8));
        return ApiCodec.read(answer.body(), type);
    }

    private static <T> T ok(HttpResponse<byte[]> answer, Class<T> type) {
        assertEquals(200, answer.statusCode(), () -> new String(answer.body(), StandardCharsets.UTF_8));
        return ApiCodec.read(answer.body(), type);
    }

    private static void refused(HttpResponse<byte[]> answer, int status, String code) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertEquals(status, answer.statusCode(), body);
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElse(""), body);
        Problem problem = ApiCodec.read(answer.body(), Problem.class);
        assertEquals(code, problem.code(), body);
        assertEquals(problem.requestId(), answer.headers().firstValue("X-Request-Id"));
    }
}
