package dev.gapless.control.retention;

import dev.gapless.control.channel.Channels;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.control.user.Users;
import dev.gapless.protocol.api.PutRetention;
import dev.gapless.protocol.api.RunRetention;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.schema.retention.HoldKind;
import dev.gapless.schema.retention.RetentionRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Retention and legal holds in the admin API. A workspace's admins set how long it keeps things; only the operator holds and releases.
public final class RetentionRoutes {
    private static final String ONE = "/admin/v1/workspaces/{workspace}";
    private static final String RETENTION = ONE + "/retention";
    private static final String CHANNEL = ONE + "/channels/{channel}/retention";
    private static final String HOLD = ONE + "/holds/{subject}";
    private static final long KEEP_MIN = Duration.ofMinutes(1).toMillis();
    private static final long KEEP_MAX = Duration.ofDays(36_500).toMillis();

    private final RetentionReads reads;
    private final RetentionChanges changes;
    private final Channels channels;
    private final Users users;
    private final Clock clock;

    public RetentionRoutes(
            RetentionReads reads, RetentionChanges changes, Channels channels, Users users, Clock clock) {
        this.reads = reads;
        this.changes = changes;
        this.channels = channels;
        this.users = users;
        this.clock = clock;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get(
                        RETENTION, Guard.ADMIN, Set.of(),
                        request -> AdminAnswer.ok(reads.view(request.workspace()))),
                AdminRoute.write("PUT", RETENTION, Guard.ADMIN, "retention.set", request -> changes.set(
                        request.write(), request.workspace(), RetentionRule.WORKSPACE, keep(request)))
                        .reasoned(),
                AdminRoute.write("PUT", CHANNEL, Guard.ADMIN, "retention.set", request -> changes.set(
                        request.write(), request.workspace(), channel(request), keep(request)))
                        .reasoned(),
                AdminRoute.write("DELETE", CHANNEL, Guard.ADMIN, "retention.unset", request -> changes.unset(
                        request.write(), request.workspace(), channel(request)))
                        .reasoned(),
                AdminRoute.get(
                        RETENTION + "/preview", Guard.ADMIN, Set.of("as_of_ms", "cursor", "limit"), this::preview),
                AdminRoute.write("POST", RETENTION + "/runs", Guard.ADMIN, "retention.run", request -> changes.run(
                        request.write(), request.workspace(), request.bodyOrEmpty(RunRetention.class).asOfMs()))
                        .reasoned(),
                AdminRoute.write("PUT", HOLD, Guard.OPERATOR, "hold.set", request -> {
                    request.noBody();
                    Subject subject = subject(request);
                    return changes.hold(request.write(), request.workspace(), subject.kind(), subject.id());
                })
                        .reasoned(),
                AdminRoute.write("DELETE", HOLD, Guard.OPERATOR, "hold.release", request -> {
                    Subject subject = subject(request);
                    return changes.release(request.write(), request.workspace(), subject.kind(), subject.id());
                })
                        .reasoned());
    }

    private record Subject(HoldKind kind, long id) {}

    /// `workspace`, a channel as `#name` or id, else a user.
    private Subject subject(AdminRequest request) {
        String text = request.path("subject");
        if (text.equals("workspace")) {
            return new Subject(HoldKind.WORKSPACE, 0);
        }
        boolean channel = !text.isEmpty() && (text.charAt(0) == '#' || text.charAt(0) == ChannelId.PREFIX);
        return channel
                ? new Subject(HoldKind.CHANNEL, channels.find(request.workspace(), text).key().channel().value())
                : new Subject(HoldKind.USER, users.find(request.workspace(), text).user().value());
    }

    private long channel(AdminRequest request) {
        return channels.find(request).key().channel().value();
    }

    private static Optional<Duration> keep(AdminRequest request) {
        Optional<Long> keepMs = request.body(PutRetention.class).keepMs();
        keepMs.filter(ms -> ms < KEEP_MIN || ms > KEEP_MAX).ifPresent(ms -> {
            throw GaplessException.invalidField(
                    "keep_ms", Long.toString(ms), KEEP_MIN + " to " + KEEP_MAX + ", or none for ever");
        });
        return keepMs.map(Duration::ofMillis);
    }

    private AdminAnswer preview(AdminRequest request) {
        long now = clock.millis();
        long asOf = request.number("as_of_ms", 0, now).orElse(now);
        long after = request.query("cursor").map(text -> {
            try {
                return ChannelId.parse(text).value();
            } catch (IllegalArgumentException e) {
                throw GaplessException.invalidField("cursor", text, "the `next` of a page before");
            }
        }).orElse(0L);
        return AdminAnswer.ok(
                reads.preview(request.workspace(), Instant.ofEpochMilli(asOf), after, request.limit()));
    }
}
