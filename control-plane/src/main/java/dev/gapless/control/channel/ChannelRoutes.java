package dev.gapless.control.channel;

import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.control.http.AdminRoute;
import dev.gapless.control.http.AdminRoute.Guard;
import dev.gapless.protocol.api.ReadMessages;
import dev.gapless.protocol.api.SetChannel;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelRules;
import dev.gapless.protocol.event.ChannelRules.Who;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/// Channels in the admin API.
public final class ChannelRoutes {
    private static final String CHANNELS = "/admin/v1/workspaces/{workspace}/channels";
    private static final String ONE = CHANNELS + "/{channel}";

    private static final int TOPIC_MAX = 250;
    private static final long READ_DEFAULT = 50;
    private static final long READ_MAX = 200;

    private final Channels channels;
    private final ChannelChanges changes;
    private final BreakGlass glass;

    public ChannelRoutes(Channels channels, ChannelChanges changes, BreakGlass glass) {
        this.glass = glass;
        this.channels = channels;
        this.changes = changes;
    }

    public List<AdminRoute> routes() {
        return List.of(
                AdminRoute.get(
                        CHANNELS, Guard.ADMIN, Set.of("cursor", "limit"),
                        request -> AdminAnswer.ok(channels.page(
                                request.workspace(),
                                cursor(request, text -> ChannelId.parse(text).value()),
                                request.limit()))),
                AdminRoute.get(
                        ONE, Guard.ADMIN, Set.of(),
                        request -> AdminAnswer.ok(Channels.detail(channels.find(request)))),
                AdminRoute.write("PATCH", ONE, Guard.ADMIN, "channel.set", this::set),
                AdminRoute.get(
                        ONE + "/members", Guard.ADMIN, Set.of("cursor", "limit"),
                        request -> AdminAnswer.ok(channels.members(
                                channels.find(request),
                                cursor(request, text -> UserId.parse(text).value()),
                                request.limit()))),
                AdminRoute.write("POST", ONE + "/readings", Guard.OPERATOR, "messages.read", this::read).reasoned(),
                AdminRoute.write("POST", ONE + "/archival", Guard.ADMIN, "channel.archive", request -> {
                    request.noBody();
                    return changes.change(
                            request.write(), channels.find(request), row -> with(row, ChannelState.ARCHIVED));
                })
                        .reasoned(),
                AdminRoute.write(
                        "DELETE", ONE + "/archival", Guard.ADMIN, "channel.unarchive",
                        this::unarchive));
    }

    private AdminAnswer unarchive(AdminRequest request) {
        ChannelRow channel = channels.find(request);
        if (channel.head().state() == ChannelState.ARCHIVED) {
            channels.requireRoom(request.workspace());
        }
        return changes.change(request.write(), channel, row -> with(row, ChannelState.ACTIVE));
    }

    private AdminAnswer read(AdminRequest request) {
        ReadMessages wanted = request.bodyOrEmpty(ReadMessages.class);
        long after = within("after", wanted.after().orElse(0L), Long.MAX_VALUE - 1);
        long limit = wanted.limit().orElse(READ_DEFAULT);
        if (limit < 1 || limit > READ_MAX) {
            throw GaplessException.invalidField("limit", Long.toString(limit), "1 to " + READ_MAX);
        }
        return glass.read(
                request.write(), channels.findAny(request.workspace(), request.path("channel")), after,
                Math.toIntExact(limit));
    }

    private AdminAnswer set(AdminRequest request) {
        SetChannel body = request.body(SetChannel.class);
        body.topic().ifPresent(ChannelRoutes::checkTopic);
        Optional<ChannelClass> channelClass = body.channelClass()
                .map(text -> ChannelClass.find(text).orElseThrow(() -> GaplessException.invalidField(
                        "channel_class", text, "normal, large, hot or announcement")));
        Optional<Who> posters = body.posters().map(text -> who("posters", text));
        Optional<Who> broadcasters = body.broadcasters().map(text -> who("broadcasters", text));
        Optional<Long> memberLimit =
                body.memberLimit().map(value -> within("member_limit", value, ChannelRules.MAX_MEMBER_LIMIT));
        Optional<Long> slowMs = body.slowMs().map(value -> within("slow_ms", value, ChannelRules.MAX_SLOW.toMillis()));
        return changes.change(request.write(), channels.find(request), row -> {
            if (row.head().state() == ChannelState.ARCHIVED) {
                throw new GaplessException(
                        ErrorCode.CHANNEL_ARCHIVED,
                        "channel: " + row.key().channel().text() + " (expected: one that is not archived)");
            }
            ChannelHead head = row.head();
            ChannelRules rules = new ChannelRules(
                    posters.orElse(head.rules().posters()),
                    broadcasters.orElse(head.rules().broadcasters()),
                    memberLimit.map(Math::toIntExact).orElse(head.rules().memberLimit()),
                    slowMs.map(Duration::ofMillis).orElse(head.rules().slow()));
            Optional<String> topic =
                    body.topic().isPresent() ? body.topic().filter(text -> !text.isEmpty()) : row.topic();
            return with(row, topic, head.with(channelClass.orElse(head.channelClass()), head.state(), rules));
        });
    }

    private static ChannelRow with(ChannelRow row, ChannelState state) {
        ChannelHead head = row.head();
        return with(row, row.topic(), head.with(head.channelClass(), state, head.rules()));
    }

    private static ChannelRow with(ChannelRow row, Optional<String> topic, ChannelHead head) {
        return new ChannelRow(
                head, row.name(), topic, row.peers(), row.memberCount(), row.createdAt(), row.lastEventAt(),
                row.version());
    }

    static void checkTopic(String topic) {
        if (topic.length() > TOPIC_MAX || Texts.utf8Length(topic) < 0) {
            throw GaplessException.invalidField("topic", topic, "at most " + TOPIC_MAX + " characters");
        }
    }

    private static Who who(String field, String text) {
        return Who.find(text)
                .orElseThrow(() -> GaplessException.invalidField(field, text, "everybody, admins or nobody"));
    }

    private static long within(String field, long value, long max) {
        if (value < 0 || value > max) {
            throw GaplessException.invalidField(field, Long.toString(value), "0 to " + max);
        }
        return value;
    }

    private static long cursor(AdminRequest request, ToLongFunction<String> reader) {
        return request.query("cursor")
                .map(text -> {
                    try {
                        return reader.applyAsLong(text);
                    } catch (IllegalArgumentException e) {
                        throw GaplessException.invalidField("cursor", text, "the `next` of a page before");
                    }
                })
                .orElse(0L);
    }
}
