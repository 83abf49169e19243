package dev.gapless.control.token;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.protocol.api.CreatedToken;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.Revoked;
import dev.gapless.protocol.api.TokenList;
import dev.gapless.protocol.api.TokenView;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdText;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable.TokenKey;
import dev.gapless.schema.workspace.AccessTokenTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/// Makes, lists, ends and replaces access tokens. The text of one is in the answer that made it and nowhere else. Any thread.
public final class Tokens {
    private final Shards shards;
    private final IdGenerator ids;
    private final Clock clock;
    private final RandomGenerator random;
    private final Acts acts;

    /// What a token is to be.
    ///
    /// @param label what people call it
    /// @param scopes what it may be used for
    /// @param ttl how long it is valid; empty for ever
    public record Wanted(String label, Set<String> scopes, Optional<Duration> ttl) {
        public Wanted {
            scopes = Set.copyOf(scopes);
        }

        /// For talking, without end.
        public static Wanted ordinary(UserRow user) {
            return new Wanted("", Set.of(kind(user)), Optional.empty());
        }
    }

    /// @param random a secure one
    public Tokens(Shards shards, IdGenerator ids, Clock clock, RandomGenerator random, Acts acts) {
        this.shards = shards;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
        this.acts = acts;
    }

    /// What a token of the user is for if nothing else is said.
    static String kind(UserRow user) {
        return user.kind() == UserKind.BOT ? "bot" : "user";
    }

    /// Administration is for those whose role it is.
    ///
    /// @throws GaplessException `invalid-field` if the user may not have one of them
    public static Set<String> scopes(UserRow user, List<String> wanted) {
        Set<String> allowed = new TreeSet<>(Set.of(kind(user)));
        if (user.role() == MemberRole.OWNER || user.role() == MemberRole.ADMIN) {
            allowed.add("admin");
        }
        if (user.role() != MemberRole.GUEST) {
            allowed.add("auditor");
        }
        Set<String> scopes = new TreeSet<>(wanted);
        if (scopes.isEmpty() || !allowed.containsAll(scopes)) {
            throw GaplessException.invalidField(
                    "scopes", String.join(",", scopes), "some of " + String.join(", ", allowed));
        }
        return scopes;
    }

    /// Makes a token. Those made before stay valid.
    public AdminAnswer create(Write write, UserRow user, Wanted wanted, UserView view) {
        requireActive(user);
        AccessToken token = AccessToken.make(user.workspace(), random);
        long id = ids.next();
        return acts.run(write, user.workspace(), target(user, id), (handle, now) -> {
            AccessTokenRow row = insert(handle, user, token, id, wanted, now);
            CreatedToken answer = new CreatedToken(view, shown(write, token), view(row, now));
            return Done.changed(AdminAnswer.created(answer), "", view(row, now)).shownOnce(lost(user, id));
        });
    }

    /// The first token of a user who is just being made; remembered as the answer to the making.
    ///
    /// @param first the last step of the making
    public AdminAnswer createFirst(Write write, UserRow user, UserView view, Consumer<Handle> first) {
        AccessToken token = AccessToken.make(user.workspace(), random);
        long id = ids.next();
        return acts.run(write, user.workspace(), target(user, id), (handle, now) -> {
            first.accept(handle);
            AccessTokenRow row = insert(handle, user, token, id, Wanted.ordinary(user), now);
            return Done.changed(
                    AdminAnswer.created(new CreatedUser(view, shown(write, token))), "",
                    java.util.Map.of("user", view, "token", view(row, now)))
                    .shownOnce(lost(user, id));
        });
    }

    /// A page of a user's tokens.
    ///
    /// @param after id that the page begins behind, 0 for the first
    public TokenList page(UserRow user, long after, int limit) {
        Instant now = clock.instant();
        List<AccessTokenRow> rows = shards.forWorkspace(user.workspace()).read(
                "token.page",
                handle -> AccessTokenTable.ofUser(handle, user.workspace(), user.user(), after, limit + 1));
        List<TokenView> views =
                rows.stream().limit(limit).map(row -> view(row, now)).toList();
        return new TokenList(
                views, rows.size() > limit ? Optional.of(views.getLast().id()) : Optional.empty());
    }

    /// Ends a token; its connections are closed.
    public AdminAnswer revoke(Write write, UserRow user, long token) {
        return acts.run(write, user.workspace(), target(user, token), (handle, now) -> {
            TokenView before = view(find(handle, user, token), now);
            if (!AccessTokenTable.revoke(handle, user.workspace(), user.user(), token, now)) {
                return Done.unchanged(AdminAnswer.ok(before));
            }
            TokenView after = view(find(handle, user, token), now);
            return Done.changed(AdminAnswer.ok(after), before, after).toldToGateways();
        });
    }

    /// Ends all tokens of a user; all connections are closed.
    public AdminAnswer revokeAll(Write write, UserRow user) {
        return acts.run(write, user.workspace(), user.user().text(), (handle, now) -> {
            Revoked revoked = new Revoked(AccessTokenTable.revokeAll(handle, user.workspace(), user.user(), now));
            return Done.changed(AdminAnswer.ok(revoked), "", revoked).toldToGateways();
        });
    }

    /// Makes a token like one that is there, which ends.
    ///
    /// @param overlap how long the old one stays valid
    public AdminAnswer rotate(Write write, UserRow user, long old, Duration overlap, UserView view) {
        requireActive(user);
        AccessToken token = AccessToken.make(user.workspace(), random);
        long id = ids.next();
        return acts.run(write, user.workspace(), target(user, old), (handle, now) -> {
            AccessTokenRow before = find(handle, user, old);
            if (!before.validAt(now)) {
                throw new GaplessException(
                        ErrorCode.WRONG_STATE, "token: " + view(before, now).state() + " (expected: a valid one)");
            }
            Optional<Duration> ttl =
                    before.expiresAt().map(end -> Duration.between(before.createdAt(), end));
            AccessTokenRow row = insert(handle, user, token, id, new Wanted(before.label(), before.scopes(), ttl), now);
            if (overlap.isZero()) {
                AccessTokenTable.revoke(handle, user.workspace(), user.user(), old, now);
            } else {
                Instant end = now.plus(overlap);
                AccessTokenTable.expire(
                        handle, user.workspace(), user.user(), old,
                        before.expiresAt().filter(end::isAfter).orElse(end));
            }
            CreatedToken answer = new CreatedToken(view, shown(write, token), view(row, now));
            return Done.changed(AdminAnswer.created(answer), view(before, now), view(row, now))
                    .shownOnce(lost(user, id))
                    .toldToGateways();
        });
    }

    /// Reads the text form of a token's id.
    ///
    /// @throws GaplessException `not-found`
    public static long id(String text) {
        try {
            return IdText.parse(Actor.TOKEN_PREFIX, text);
        } catch (IllegalArgumentException e) {
            throw GaplessException.notFound("token", text.length() > 40 ? text.substring(0, 40) + "…" : text);
        }
    }

    static String text(long id) {
        return IdText.format(Actor.TOKEN_PREFIX, id);
    }

    private static AccessTokenRow insert(
            Handle handle, UserRow user, AccessToken token, long id, Wanted wanted, Instant now) {
        AccessTokenRow row = new AccessTokenRow(
                user.workspace(),
                token.hash(),
                id,
                user.user(),
                user.role(),
                wanted.scopes(),
                wanted.label(),
                now,
                wanted.ttl().map(now::plus),
                Optional.empty());
        AccessTokenTable.insert(handle, row);
        return row;
    }

    private static AccessTokenRow find(Handle handle, UserRow user, long token) {
        TokenKey key = new TokenKey(user.workspace(), user.user(), token);
        return AccessTokenTable.findIds(handle, List.of(key)).stream()
                .findFirst()
                .orElseThrow(() -> GaplessException.notFound("token", text(token)));
    }

    /// The token of a dry run opens nothing, so it is not shown as one.
    private static String shown(Write write, AccessToken token) {
        return write.terms().dryRun() ? "" : token.text();
    }

    private static void requireActive(UserRow user) {
        if (user.state() != UserState.ACTIVE) {
            throw new GaplessException(ErrorCode.WRONG_STATE, "user: deactivated (expected: active)");
        }
    }

    private static String target(UserRow user, long token) {
        return target(user.workspace(), user.user(), token);
    }

    private static String target(WorkspaceId workspace, UserId user, long token) {
        return workspace.text() + "/" + user.text() + "/" + text(token);
    }

    private static String lost(UserRow user, long id) {
        return "token " + text(id) + " of " + user.user().text()
                + ": was made by this request, and shown then (expected: a new key for a new token)";
    }

    static TokenView view(AccessTokenRow row, Instant now) {
        String state = row.revokedAt().isPresent() ? "revoked" : row.validAt(now) ? "valid" : "expired";
        return new TokenView(
                text(row.id()),
                row.user(),
                row.label(),
                List.copyOf(new TreeSet<>(row.scopes())),
                state,
                row.createdAt().toEpochMilli(),
                row.expiresAt().map(Instant::toEpochMilli),
                row.revokedAt().map(Instant::toEpochMilli));
    }
}
