package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.testing.AdminDocument;
import dev.gapless.control.testing.AdminDocument.Operation;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.RunningControl.Reply;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.CreatedUser;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Every operation that the document lists, as every kind of caller, on a foreign workspace and on one that is not there: nobody is
/// shown anything, and the two look alike. A new operation is covered because it is in the document.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminIsolationIT {
    private static final String MISSING = "nowhere";

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
    void answersAForeignWorkspaceAsAMissingOneToEveryCaller() {
        long before = head("there");
        int asked = 0;
        for (Operation operation : AdminDocument.read().operations()) {
            if (operation.callers().isEmpty()) {
                continue;
            }
            for (Map.Entry<String, String> caller : callers.entrySet()) {
                String what = caller.getKey() + ": " + operation.name();
                Reply foreign = ask(caller.getValue(), operation, "there");
                Reply missing = ask(caller.getValue(), operation, MISSING);
                int expected = expected(caller.getKey(), operation);
                assertEquals(expected, foreign.status(), () -> what + " " + foreign.text());
                assertEquals(plain(missing, MISSING), plain(foreign, "there"), what);
                asked++;
            }
        }
        assertTrue(asked > 100, "operations asked: " + asked);
        assertEquals(before, head("there"), "the foreign workspace heard of it");
        assertEquals("active", control.get(RunningControl.WORKSPACES + "/there").as(
                dev.gapless.protocol.api.WorkspaceDetail.class).state());
    }

    @Test
    void letsTheRolesThatTheDocumentNamesIntoTheirOwn() {
        for (Operation operation : AdminDocument.read().operations()) {
            boolean read = operation.method().equals("GET") && operation.path().contains("{workspace}");
            if (!read) {
                continue;
            }
            for (Map.Entry<String, String> caller : callers.entrySet()) {
                Reply reply = ask(caller.getValue(), operation, "here");
                boolean allowed = allowed(caller.getKey(), operation);
                boolean in = reply.status() == 200 || reply.status() == 404 && allowed;
                assertEquals(allowed, in, () -> caller.getKey() + ": " + operation.name() + " " + reply.text());
            }
        }
    }

    @Test
    void keepsOwnersFromAdmins() {
        String admin = callers.get("admin with admin");
        String users = RunningControl.WORKSPACES + "/here/users";
        control.call(admin, "PATCH", users + "/owner", "{\"role\":\"guest\"}", "").refused(403, "not-allowed");
        control.call(admin, "PATCH", users + "/member", "{\"role\":\"owner\"}", "").refused(403, "not-allowed");
        control.call(admin, "POST", users + "/owner/tokens", "{}", "").refused(403, "not-allowed");
        control.call(admin, "POST", users + "/owner/revocation?reason=x", "", "").refused(403, "not-allowed");
        control.call(admin, "PATCH", RunningControl.WORKSPACES + "/here", "{\"plan\":\"enterprise\"}", "")
                .refused(403, "not-allowed");
        control.call(admin, "PATCH", users + "/guest", "{\"display_name\":\"The guest\"}", "")
                .as(dev.gapless.protocol.api.UserDetail.class);
        control.call(admin, "POST", users + "/member/tokens", "{\"scopes\":[\"admin\"]}", "")
                .refused(400, "invalid-field");
    }

    private Reply ask(String token, Operation operation, String workspace) {
        String path = operation.path()
                .replace("{workspace}", workspace)
                .replace("{user}", victim.user().id().text())
                .replace("{token}", "K0000000000001")
                .replace("{seq}", "1")
                .replace("{channel}", "C0000000000001")
                .replace("{dimension}", "sends")
                .replace("{subject}", "workspace");
        String query = operation.required().stream().map(name -> name + (name.equals("amount") ? "=1" : "=x"))
                .collect(Collectors.joining("&"));
        boolean body = operation.method().equals("PATCH") || operation.method().equals("PUT");
        return control.call(
                token, operation.method(), path + (query.isEmpty() ? "" : "?" + query), body ? "{}" : "", "");
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

    /// The answer without what differs by nature: the request's id, and the name that was asked for.
    private static String plain(Reply reply, String workspace) {
        return reply.status() + " "
                + reply.text()
                        .replaceAll("\"request_id\":\"[^\"]*\"", "")
                        .replaceAll("workspace: " + workspace + " ", "workspace: * ");
    }

    private long head(String workspace) {
        return control.get(RunningControl.WORKSPACES + "/" + workspace + "/audit").as(AuditPage.class).head().seq();
    }
}
