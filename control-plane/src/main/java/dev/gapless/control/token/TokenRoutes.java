package dev.gapless.control.token;

import dev.gapless.control.act.Actor;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.control.user.Users;
import dev.gapless.protocol.api.CreateToken;
import dev.gapless.protocol.api.RotateToken;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.user.UserRow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Access tokens in the admin API.
public final class TokenRoutes {
    private static final String TOKENS = "/admin/v1/workspaces/{workspace}/users/{user}/tokens";
    private static final String ONE = TOKENS + "/{token}";
    private static final int LABEL_MAX = 200;
    private static final Duration TTL_MAX = Duration.ofDays(3_650);
    private static final Duration OVERLAP_MAX = Duration.ofDays(7);

    private final Users users;
    private final Tokens tokens;

    public TokenRoutes(Users users, Tokens tokens) {
        this.users = users;
        this.tokens = tokens;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get(TOKENS, Guard.ADMIN, Set.of("cursor", "limit"), request -> AdminAnswer.ok(tokens.page(
                        users.find(request),
                        request.query("cursor").map(TokenRoutes::cursor).orElse(0L),
                        request.limit()))),
                AdminRoute.write("POST", TOKENS, Guard.ADMIN, "token.create", this::create),
                AdminRoute.write(
                        "DELETE", ONE, Guard.ADMIN, "token.revoke",
                        request -> tokens.revoke(
                                request.write(), users.findToChange(request), Tokens.id(request.path("token"))))
                        .reasoned(),
                AdminRoute.write("POST", ONE + "/rotation", Guard.ADMIN, "token.rotate", this::rotate));
    }

    private AdminAnswer create(AdminRequest request) {
        CreateToken body = request.bodyOrEmpty(CreateToken.class);
        UserRow user = users.findToChange(request);
        String label = body.label().orElse("");
        if (label.length() > LABEL_MAX || label.codePoints().anyMatch(Character::isISOControl)) {
            throw GaplessException.invalidField(
                    "label", label, "at most " + LABEL_MAX + " characters, none of them a control character");
        }
        Set<String> scopes =
                body.scopes().map(list -> Tokens.scopes(user, list)).orElseGet(() -> Set.of(Tokens.kind(user)));
        Optional<Duration> ttl = body.ttlMs().map(ms -> duration("ttl_ms", ms, 1_000, TTL_MAX));
        return tokens.create(request.write(), user, new Tokens.Wanted(label, scopes, ttl), Users.view(user));
    }

    private AdminAnswer rotate(AdminRequest request) {
        Duration overlap = request.bodyOrEmpty(RotateToken.class)
                .overlapMs()
                .map(ms -> duration("overlap_ms", ms, 0, OVERLAP_MAX))
                .orElse(Duration.ZERO);
        UserRow user = users.findToChange(request);
        return tokens.rotate(
                request.write(), user, Tokens.id(request.path("token")), overlap, Users.view(user));
    }

    private static Duration duration(String field, long ms, long min, Duration max) {
        if (ms < min || ms > max.toMillis()) {
            throw GaplessException.invalidField(field, Long.toString(ms), min + " to " + max.toMillis());
        }
        return Duration.ofMillis(ms);
    }

    private static long cursor(String text) {
        try {
            return dev.gapless.protocol.id.IdText.parse(Actor.TOKEN_PREFIX, text);
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField("cursor", text, "the `next` of a page before");
        }
    }
}
