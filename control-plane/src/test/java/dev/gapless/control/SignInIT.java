package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.testing.RunningControl;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.CreatedToken;
import dev.gapless.protocol.api.SignIn;
import dev.gapless.protocol.api.SignInOffer;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.schema.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sign-in against an OpenID Connect server: its discovery, its keys, its tokens.
class SignInIT {
    private static final String SIGN_IN = "/admin/v1/sign-in";
    private static final String AUDIENCE = "gapless";

    @Test
    void givesAnAccessTokenForAnIdTokenOfTheIssuer(@TempDir Path directory) {
        MockOAuth2Server issuer = new MockOAuth2Server();
        issuer.start();
        Map<String, String> settings = Map.of(
                "oidc.issuer", issuer.issuerUrl("staff").toString(),
                "oidc.audience", AUDIENCE,
                "oidc.workspaces", "acme",
                "oidc.session", "1h");
        try (RunningControl control = RunningControl.start(directory, TestDatabase.newConfig(), settings)) {
            control.workspace("acme");
            control.workspace("other");
            control.user("acme", "ada", "person", "owner");
            control.user("acme", "lin", "person", "member");
            control.user("acme", "robo", "bot", "member");
            control.user("other", "ada", "person", "owner");

            CreatedToken ada = call(control, idToken(issuer, "staff", "ada"), "acme", "admin").as(CreatedToken.class);
            assertEquals("ada", ada.user().handle());
            assertEquals(List.of("admin"), ada.detail().scopes());
            assertEquals(3_600_000, ada.detail().expiresMs().orElseThrow() - ada.detail().createdMs());
            assertEquals(
                    "acme",
                    control.call(ada.token(), "GET", RunningControl.WORKSPACES + "/acme", "", "")
                            .as(WorkspaceDetail.class).slug());
            AuditPage record = control.get(RunningControl.WORKSPACES + "/acme/audit?action=session.sign-in")
                    .as(AuditPage.class);
            assertEquals(1, record.entries().size());
            assertEquals(ada.user().id().text(), record.entries().getFirst().actor());

            CreatedToken lin = call(control, idToken(issuer, "staff", "lin"), "acme", "user").as(CreatedToken.class);
            control.call(lin.token(), "GET", RunningControl.WORKSPACES + "/acme", "", "").refused(403, "not-allowed");
            call(control, idToken(issuer, "staff", "lin"), "acme", "admin").refused(400, "invalid-field");

            SignInOffer offer = control.call("", "GET", SIGN_IN, "", "").as(SignInOffer.class);
            assertEquals(new SignInOffer(issuer.issuerUrl("staff").toString(), AUDIENCE, "openid profile"), offer);

            String nobody = text(call(control, idToken(issuer, "staff", "nobody"), "acme", "user"));
            assertTrue(nobody.contains("token: of nobody who signs in here"), nobody);
            assertEquals(nobody, text(call(control, idToken(issuer, "staff", "robo"), "acme", "user")), "a bot");
            assertEquals(nobody, text(call(control, idToken(issuer, "staff", "ada"), "other", "user")), "not listed");
            assertEquals(nobody, text(call(control, idToken(issuer, "staff", "ada"), "nowhere", "user")), "missing");
            assertTrue(text(call(control, idToken(issuer, "guests", "ada"), "acme", "user")).contains("not signed by"));
            assertTrue(text(call(control, "gpl_x", "acme", "user")).contains("token: cannot be read"));
            String foreign = idToken(issuer, "another", "ada", 300, Map.of());
            assertTrue(text(call(control, foreign, "acme", "user")).contains("token: aud another (expected: gapless)"));
            String over = idToken(issuer, AUDIENCE, "ada", -120, Map.of());
            assertTrue(text(call(control, over, "acme", "user")).contains("token: over since"));
            String nonced = idToken(issuer, AUDIENCE, "ada", 300, Map.of("nonce", "n-1"));
            assertEquals(201, call(control, nonced, "acme", "user", Optional.of("n-1")).status());
            assertTrue(text(call(control, nonced, "acme", "user", Optional.of("n-2"))).contains("another nonce"));

            control.operator("POST", RunningControl.WORKSPACES + "/acme/users/lin/deactivation?reason=left", "");
            assertEquals(nobody, text(call(control, idToken(issuer, "staff", "lin"), "acme", "user")), "deactivated");
            assertTrue(control.get("/admin/v1/audit").as(AuditPage.class).entries().stream()
                    .anyMatch(entry -> entry.action().equals("session.sign-in")), "refused ones are recorded");
        } finally {
            issuer.shutdown();
        }
    }

    @Test
    void isOffWithoutAnIssuer(@TempDir Path directory) {
        try (RunningControl control = RunningControl.start(directory)) {
            call(control, "x", "acme", "user").refused(404, "no-such-endpoint");
            control.call("", "GET", SIGN_IN, "", "").refused(404, "no-such-endpoint");
        }
    }

    private static RunningControl.Reply call(RunningControl control, String token, String workspace, String scope) {
        return call(control, token, workspace, scope, Optional.empty());
    }

    private static RunningControl.Reply call(
            RunningControl control, String token, String workspace, String scope, Optional<String> nonce) {
        String body = new String(
                ApiCodec.write(new SignIn(token, workspace, Optional.of(List.of(scope)), nonce)),
                StandardCharsets.UTF_8);
        return control.call("", "POST", SIGN_IN, body, "");
    }

    /// What a refusal says, without what tells one request from another.
    private static String text(RunningControl.Reply reply) {
        return reply.refused(401, "unauthenticated").detail();
    }

    private static String idToken(MockOAuth2Server issuer, String realm, String handle) {
        return issuer.issueToken(realm, "sub-" + handle, AUDIENCE, Map.of("preferred_username", handle), 300)
                .serialize();
    }

    private static String idToken(
            MockOAuth2Server issuer, String audience, String handle, long seconds, Map<String, String> more) {
        Map<String, Object> claims = new HashMap<>(more);
        claims.put("preferred_username", handle);
        return issuer.issueToken("staff", "sub-" + handle, audience, claims, seconds).serialize();
    }
}
