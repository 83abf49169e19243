package dev.gapless.control.access;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.control.http.Gate;
import dev.gapless.control.operator.OperatorToken;
import dev.gapless.control.token.AccessToken;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks each request against the operator's token and the token rows, without remembering anything: a token that was ended a
/// moment ago opens nothing. Any thread; blocks on one shard.
public final class StoredGate implements Gate {
    private static final Logger log = LoggerFactory.getLogger(StoredGate.class);
    /// Requests without a valid token that are recorded in a minute; more are only counted, so that nobody can fill the record.
    private static final int NOBODY_PER_MINUTE = 60;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Shards shards;
    private final OperatorToken operator;
    private final Workspaces workspaces;
    private final Acts acts;
    private final Clock clock;
    /// Mutated only under this object's lock.
    private long minuteMs;
    private int inMinute;

    public StoredGate(Shards shards, OperatorToken operator, Workspaces workspaces, Acts acts, Clock clock) {
        this.shards = shards;
        this.operator = operator;
        this.workspaces = workspaces;
        this.acts = acts;
        this.clock = clock;
    }

    @Override
    public Actor authenticate(Optional<String> token) {
        String text = token.orElseThrow(StoredGate::unauthenticated);
        if (operator.matches(text)) {
            return new Actor.Operator();
        }
        return AccessToken.parse(text)
                .flatMap(parsed -> member(parsed, clock.instant()))
                .orElseThrow(StoredGate::unauthenticated);
    }

    private Optional<Actor> member(AccessToken.Parsed token, Instant now) {
        WorkspaceId workspace = token.workspace();
        return shards.forWorkspace(workspace).read("admin.token", handle -> AccessTokenTable.find(
                handle, workspace, token.token().hash())
                .filter(row -> row.validAt(now))
                .filter(row -> WorkspaceTable.find(handle, workspace)
                        .filter(found -> found.state() == WorkspaceState.ACTIVE
                                || found.state() == WorkspaceState.SUSPENDED)
                        .isPresent())
                .map(StoredGate::actor));
    }

    private static Actor actor(AccessTokenRow row) {
        return new Actor.Member(row.workspace(), row.user(), row.role(), row.scopes(), row.id());
    }

    @Override
    public void admit(Actor actor, Guard guard) {
        boolean admitted = switch (actor) {
            case Actor.Operator every -> true;
            case Actor.Member member -> switch (guard) {
                case OPERATOR -> false;
                case ADMIN -> member.administers();
                case AUDITOR -> member.audits();
                case OPEN -> true;
            };
            case Actor.ControlPlane itself -> false;
            case Actor.Nobody nobody -> guard == Guard.OPEN;
            case Actor.Heat heat -> false;
        };
        if (!admitted) {
            throw new GaplessException(ErrorCode.NOT_ALLOWED, "token: not for this (expected: " + switch (guard) {
                case OPERATOR -> "the operator's";
                case ADMIN -> "an owner's or admin's, of scope admin";
                case AUDITOR -> "one of scope auditor, or an owner's or admin's of scope admin";
                case OPEN -> "any";
            } + ")");
        }
    }

    @Override
    public WorkspaceId workspace(Actor actor, String slugOrId) {
        return switch (actor) {
            case Actor.Member member -> {
                if (!member.workspace().text().equals(slugOrId)
                        && !workspaces.id(slugOrId).equals(member.workspace())) {
                    throw Workspaces.notFound(slugOrId);
                }
                yield member.workspace();
            }
            case Actor.Operator every -> workspaces.id(slugOrId);
            case Actor.ControlPlane itself -> throw Workspaces.notFound(slugOrId);
            case Actor.Nobody nobody -> throw Workspaces.notFound(slugOrId);
            case Actor.Heat heat -> throw Workspaces.notFound(slugOrId);
        };
    }

    /// A member's goes into the record of the member's own workspace, so that no workspace hears of another.
    @Override
    public void refused(Write write, Optional<WorkspaceId> workspace, String target, GaplessException refusal) {
        WorkspaceId where = switch (write.actor()) {
            case Actor.Member member -> member.workspace();
            case Actor.Operator every -> workspace.orElse(Acts.INSTALLATION);
            case Actor.ControlPlane itself -> Acts.INSTALLATION;
            case Actor.Nobody nobody -> Acts.INSTALLATION;
            case Actor.Heat heat -> Acts.INSTALLATION;
        };
        if (write.actor() instanceof Actor.Nobody && !recordsNobody()) {
            log.warn("Request without a valid token is not recorded action={} request={}", write.action(),
                    write.requestId());
            return;
        }
        try {
            acts.refused(write, where, target, refusal);
        } catch (RuntimeException e) {
            log.error("Refusal is not in the record action={} request={} code={}", write.action(), write.requestId(),
                    refusal.code().text(), e);
        }
    }

    private synchronized boolean recordsNobody() {
        long now = clock.millis();
        if (now - minuteMs >= MINUTE.toMillis()) {
            minuteMs = now;
            inMinute = 0;
        }
        return ++inMinute <= NOBODY_PER_MINUTE;
    }

    private static GaplessException unauthenticated() {
        return new GaplessException(
                ErrorCode.UNAUTHENTICATED,
                "token: missing or not valid (expected: `Authorization: Bearer gpo_…`, or a `gpl_…` of scope admin)");
    }
}
