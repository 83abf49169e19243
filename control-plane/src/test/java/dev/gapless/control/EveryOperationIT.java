package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.RunningControl.Reply;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.api.UserDetail;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.id.IdText;
import dev.gapless.protocol.testing.ApiDocument;
import dev.gapless.protocol.testing.ApiDocument.Operation;
import dev.gapless.protocol.testing.ApiDocument.Parameter;
import dev.gapless.protocol.testing.RandomRequests;
import dev.gapless.protocol.testing.RandomRequests.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Every operation that the document lists, as every kind of caller: on a foreign workspace and on one that is not there, with ids of
/// others and with ids of nobody, and with what makes no sense. A new operation is covered because it is in the document.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryOperationIT {
    private static final String MISSING = "nowhere";
    private static final int RANDOM_CLIENTS = 4;
    /// Random requests of each client to each operation.
    private static final int RANDOM_EACH = 7;

    private final ApiDocument document = ApiDocument.admin();
    private final Map<String, String> callers = new LinkedHashMap<>();
    /// Who, beside the operator, may do what the document opens to `admin` and to `auditor`.
    private final Map<String, Set<String>> opens = Map.of(
            "admin", Set.of("owner with admin", "admin with admin"),
            "auditor", Set.of("member with auditor"));

    private RunningControl control;
    private CreatedUser victim;

    @BeforeAll
    void start(@TempDir Path directory) {
        control = RunningControl.start(directory);
        control.workspace("here");
        control.workspace("there");
        victim = control.user("there", "victim", "person", "owner");
        control.token("there", "victim", "admin");
        for (String role : List.of("owner", "admin", "member", "guest")) {
            callers.put(role, control.user("here", role, "person", role).token());
        }
        callers.put("bot", control.user("here", "robo", "bot", "member").token());
        callers.put("owner with admin", control.token("here", "owner", "admin").token());
        callers.put("admin with admin", control.token("here", "admin", "admin").token());
        callers.put("member with auditor", control.token("here", "member", "auditor").token());
        callers.put("nobody", "");
        callers.put("forger", "gpl_" + victim.token().substring(4, 18) + "_" + "A".repeat(43));
    }

    @AfterAll
    void stop() {
        control.close();
    }

    @Test
    @Order(1)
    void answersAForeignWorkspaceAsAMissingOneToEveryCaller() {
        long before = head("there");
        int asked = 0;
        for (Operation operation : guarded()) {
            for (Map.Entry<String, String> caller : callers.entrySet()) {
                String what = caller.getKey() + ": " + operation.name();
                Reply foreign = ask(caller.getValue(), operation, "there", Map.of());
                Reply missing = ask(caller.getValue(), operation, MISSING, Map.of());
                int expected = expected(caller.getKey(), operation);
                assertEquals(expected, foreign.status(), () -> what + " " + foreign.text());
                assertAlike(missing, MISSING, foreign, "there", what);
                asked++;
            }
        }
        assertTrue(asked > 100, "operations asked: " + asked);
        assertEquals(before, head("there"), "the foreign workspace heard of it");
        assertEquals("active", control.get(RunningControl.WORKSPACES + "/there").as(WorkspaceDetail.class).state());
    }

    @Test
    @Order(2)
    void answersIdsOfAForeignWorkspaceAsThoseOfNobody() {
        int asked = 0;
        for (Operation operation : guarded()) {
            List<Parameter> ids = operation.inPath().stream()
                    .filter(parameter -> !parameter.name().equals("workspace"))
                    .filter(parameter -> "string".equals(parameter.schema().get("type")))
                    .filter(parameter -> !parameter.schema().containsKey("enum"))
                    .toList();
            for (Parameter parameter : ids) {
                String foreignId = foreign(operation, parameter);
                String missingId = IdText.format(foreignId.charAt(0), 1);
                for (String token : List.of(control.operator(), callers.get("owner with admin"))) {
                    Reply foreign = ask(token, operation, "here", Map.of(parameter.name(), foreignId));
                    Reply missing = ask(token, operation, "here", Map.of(parameter.name(), missingId));
                    String what = operation.name() + " with a foreign " + parameter.name() + ": " + foreign.text();
                    assertTrue(foreign.status() >= 400, what);
                    assertAlike(missing, missingId, foreign, foreignId, what);
                    asked++;
                }
            }
        }
        assertTrue(asked > 30, "operations asked: " + asked);
        assertEquals(
                "active",
                control.get(RunningControl.WORKSPACES + "/there/users/victim").as(UserDetail.class).state());
    }

    @Test
    @Order(3)
    void letsTheRolesThatTheDocumentNamesIntoTheirOwn() {
        for (Operation operation : guarded()) {
            if (!operation.path().contains("{workspace}")) {
                continue;
            }
            for (Map.Entry<String, String> caller : callers.entrySet()) {
                Reply reply = ask(caller.getValue(), operation, "here", Map.of());
                boolean allowed = allowed(caller.getKey(), operation);
                boolean shutOut = reply.status() == 401 || reply.status() == 403;
                assertEquals(allowed, !shutOut, () -> caller.getKey() + ": " + operation.name() + " " + reply.text());
            }
        }
    }

    @Test
    @Order(4)
    void keepsOwnersFromAdmins() {
        String admin = callers.get("admin with admin");
        String users = RunningControl.WORKSPACES + "/here/users";
        control.call(admin, "PATCH", users + "/owner", "{\"role\":\"guest\"}", "").refused(403, "not-allowed");
        control.call(admin, "PATCH", users + "/member", "{\"role\":\"owner\"}", "").refused(403, "not-allowed");
        control.call(admin, "POST", users + "/owner/tokens", "{}", "").refused(403, "not-allowed");
        control.call(admin, "POST", users + "/owner/revocation?reason=x", "", "").refused(403, "not-allowed");
        control.call(admin, "PATCH", RunningControl.WORKSPACES + "/here", "{\"plan\":\"enterprise\"}", "")
                .refused(403, "not-allowed");
        control.call(admin, "PATCH", users + "/guest", "{\"display_name\":\"The guest\"}", "").as(UserDetail.class);
        control.call(admin, "POST", users + "/member/tokens", "{\"scopes\":[\"admin\"]}", "")
                .refused(400, "invalid-field");
    }

    /// Last, since it changes whatever it can.
    @Test
    @Order(5)
    void answersWhatMakesNoSenseWithoutFailing() throws Exception {
        List<String> tokens = List.of(
                control.operator(), control.operator(), control.operator(), callers.get("owner with admin"),
                callers.get("owner"), "", "gpl_x", "x".repeat(5_000));
        Map<String, String> right = Map.of(
                "workspace", "here", "user", "guest", "token", "K0000000000001", "seq", "1", "channel",
                "C0000000000001");
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int client = 0; client < RANDOM_CLIENTS; client++) {
                Random random = new Random(5 + client);
                RandomRequests requests = new RandomRequests(document, right, random);
                all.add(clients.submit(() -> {
                    for (Operation operation : document.operations()) {
                        for (int i = 0; i < RANDOM_EACH; i++) {
                            asked.incrementAndGet();
                            Request request = requests.next(operation);
                            String key = random.nextInt(4) == 0 ? "key " + random.nextInt(20) : "";
                            if (answered(request, tokens.get(random.nextInt(tokens.size())), key) >= 400) {
                                refused.incrementAndGet();
                            }
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertTrue(
                refused.get() > asked.get() / 2 && refused.get() < asked.get(),
                refused + " of " + asked + " were refused");
    }

    private int answered(Request request, String token, String key) {
        Reply reply = control.call(token, request.method(), request.target(), request.body(), key);
        String what = request + ": " + reply.status() + " " + reply.text();
        assertTrue(reply.status() < 500, what);
        if (reply.status() >= 400) {
            assertNotEquals("internal", ApiCodec.read(reply.response().body(), Problem.class).code(), what);
        }
        return reply.status();
    }

    private List<Operation> guarded() {
        return document.operations().stream().filter(operation -> !operation.callers().isEmpty()).toList();
    }

    /// Asks without doing anything, should it be let in.
    private Reply ask(String token, Operation operation, String workspace, Map<String, String> ids) {
        String path = operation.path().replace("{workspace}", workspace);
        for (Parameter parameter : operation.inPath()) {
            path = path.replace(
                    "{" + parameter.name() + "}",
                    ids.getOrDefault(parameter.name(), parameter.name().equals("user")
                            ? "guest" : plausible(parameter)));
        }
        List<String> query = operation.parameters().stream()
                .filter(parameter -> parameter.in().equals("query") && parameter.required())
                .map(parameter -> parameter.name() + "=" + plausible(parameter))
                .collect(Collectors.toCollection(ArrayList::new));
        if (operation.query().contains("dry_run")) {
            query.add("dry_run=true");
        }
        boolean body = operation.method().equals("PATCH") || operation.method().equals("PUT");
        return control.call(
                token, operation.method(), path + (query.isEmpty() ? "" : "?" + String.join("&", query)),
                body ? "{}" : "", "");
    }

    /// A value that the parameter's schema allows.
    private static String plausible(Parameter parameter) {
        if (parameter.schema().get("enum") instanceof List<?> names) {
            return names.getFirst().toString();
        }
        if ("integer".equals(parameter.schema().get("type"))) {
            return parameter.schema().get("minimum") instanceof Number least ? least.toString() : "1";
        }
        return switch (parameter.name()) {
            case "token" -> "K0000000000001";
            case "channel" -> "C0000000000001";
            default -> "X0000000000001";
        };
    }

    /// The id of something in the foreign workspace: the first that the collection above lists, or else one that looks like it.
    private String foreign(Operation operation, Parameter parameter) {
        String above = operation.path().substring(0, operation.path().indexOf("/{" + parameter.name() + "}"))
                .replace("{workspace}", "there")
                .replace("{user}", victim.user().id().text());
        if (!above.contains("{")) {
            Reply list = control.get(above);
            if (list.status() == 200) {
                for (JsonNode field : tree(list)) {
                    if (field.isArray() && !field.isEmpty() && field.get(0).has("id")) {
                        return field.get(0).get("id").asText();
                    }
                }
            }
        }
        return plausible(parameter);
    }

    private static JsonNode tree(Reply reply) {
        try {
            return new ObjectMapper().readTree(reply.response().body());
        } catch (IOException e) {
            throw new AssertionError(reply.text(), e);
        }
    }

    private boolean allowed(String caller, Operation operation) {
        return operation.callers().stream()
                .anyMatch(scheme -> opens.getOrDefault(scheme, Set.of()).contains(caller));
    }

    private int expected(String caller, Operation operation) {
        if (caller.equals("nobody") || caller.equals("forger")) {
            return 401;
        }
        return allowed(caller, operation) ? 404 : 403;
    }

    /// Alike but for what differs by nature: the request's id, and the name that was asked for.
    private static void assertAlike(Reply missing, String missingName, Reply foreign, String foreignName, String what) {
        assertEquals(plain(missing, missingName), plain(foreign, foreignName), what);
        assertEquals(
                missing.response().headers().map().keySet(), foreign.response().headers().map().keySet(), what);
    }

    private static String plain(Reply reply, String name) {
        return reply.status() + " "
                + reply.text()
                        .replaceAll("\"request_id\":\"[^\"]*\"", "")
                        .replaceAll("(\\w+): " + name + "\\b", "$1: *");
    }

    private long head(String workspace) {
        return control.get(RunningControl.WORKSPACES + "/" + workspace + "/audit").as(AuditPage.class).head().seq();
    }
}
