package dev.gapless.server.channel;

import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelState;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.server.access.SeenChannel;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Renames channels, changes topic and fan-out class, archives them. The row and the event that tells of it are one transaction.
/// It takes the role owner or admin in the channel or in the workspace. Any thread may call; blocks.
final class ChannelChanges {
    private static final String CHANNEL = "/v1/channels/{channel}";
    /// Somebody else may change the same channel in between.
    private static final int MAX_TRIES = 4;
    private static final Duration RETRY_HINT = Duration.ofMillis(200);

    private final NewChannels channels;
    private final StoredChannelAccess access;

    ChannelChanges(NewChannels channels, StoredChannelAccess access) {
        this.channels = channels;
        this.access = access;
    }

    List<Route> routes() {
        return List.of(
                Route.patch(CHANNEL, this::change),
                Route.post(CHANNEL + "/archive", request -> state(request, ChannelState.ARCHIVED)),
                Route.post(CHANNEL + "/unarchive", request -> state(request, ChannelState.ACTIVE)));
    }

    private Answer change(ApiRequest request) {
        ChangeChannel body = request.body(ChangeChannel.class);
        Optional<String> name = body.name().map(ChannelCreation::name);
        Optional<String> topic = body.topic().map(ChannelCreation::topic);
        Optional<ChannelClass> channelClass = body.channelClass().map(ChannelChanges::channelClass);
        SeenChannel seen = changeable(request);
        Optional<String> oldName = seen.row().name();
        boolean renamed = name.isPresent() && !name.equals(oldName);
        if (!renamed) {
            return apply(request, new Wish(Optional.empty(), topic, channelClass, Optional.empty()));
        }
        UniqueName wanted = name(seen, name.orElseThrow());
        reserve(wanted);
        Answer answer;
        try {
            answer = apply(request, new Wish(name, topic, channelClass, Optional.empty()));
        } catch (GaplessException e) {
            if (e.code().definite()) {
                channels.release(wanted);
            }
            throw e;
        }
        channels.confirm(wanted);
        oldName.ifPresent(old -> channels.release(name(seen, old)));
        return answer;
    }

    private Answer state(ApiRequest request, ChannelState state) {
        SeenChannel seen = changeable(request);
        if (state == ChannelState.ACTIVE && seen.row().head().state() == ChannelState.ARCHIVED) {
            channels.requireRoom(request.caller().workspace());
        }
        return apply(request, new Wish(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(state)));
    }

    /// What is to be different.
    private record Wish(
            Optional<String> name,
            Optional<String> topic,
            Optional<ChannelClass> channelClass,
            Optional<ChannelState> state) {
        ChannelRow applyTo(ChannelRow row) {
            ChannelHead head = row.head();
            ChannelHead changed = head.with(
                    channelClass.orElse(head.channelClass()), state.orElse(head.state()), head.rules());
            Optional<String> newTopic = topic.isPresent() ? topic.filter(text -> !text.isEmpty()) : row.topic();
            return new ChannelRow(
                    changed, name.isPresent() ? name : row.name(), newTopic, row.peers(), row.memberCount(),
                    row.createdAt(), row.lastEventAt(), row.version());
        }
    }

    private Answer apply(ApiRequest request, Wish wish) {
        Identity caller = request.caller();
        for (int tries = 1;; tries++) {
            ChannelRow row = access.see(caller, request.channel()).row();
            ChannelRow wanted = wish.applyTo(row);
            Map<String, String> changes = changes(row, wanted);
            if (changes.isEmpty()) {
                break;
            }
            boolean unarchives = wanted.head().state() == ChannelState.ACTIVE;
            if (row.head().state() == ChannelState.ARCHIVED && !(wish.state().isPresent() && unarchives)) {
                throw new GaplessException(
                        ErrorCode.CHANNEL_ARCHIVED,
                        "channel: " + row.key().channel().text() + " (expected: one that is not archived)");
            }
            try {
                channels.change(wanted, caller.user(), new EventBody.ChannelChanged(changes), handle -> {
                    if (!ChannelTable.setProperties(handle, wanted)) {
                        throw new GaplessException(
                                ErrorCode.OVERLOADED,
                                "channel: changed by somebody else (expected: one change at a time)",
                                RETRY_HINT);
                    }
                });
                break;
            } catch (GaplessException e) {
                if (e.code() != ErrorCode.OVERLOADED || tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
        return Answer.ok(ChannelViews.of(access.see(caller, request.channel())));
    }

    private SeenChannel changeable(ApiRequest request) {
        Identity caller = request.caller();
        SeenChannel seen = access.see(caller, request.channel());
        if (seen.direct()) {
            throw new GaplessException(
                    ErrorCode.NOT_ALLOWED,
                    "channel: " + seen.key().channel().text()
                            + " is a direct message, which has no properties (expected: another channel)");
        }
        if (!seen.administers() && caller.role() != MemberRole.OWNER && caller.role() != MemberRole.ADMIN) {
            throw new GaplessException(
                    ErrorCode.NOT_ALLOWED,
                    "role: " + caller.role().text() + " (expected: owner or admin, to change a channel)");
        }
        return seen;
    }

    private void reserve(UniqueName wanted) {
        UniqueName holder = channels.reserve(wanted);
        if (holder.owner() != wanted.owner() && !channels.takenOver(wanted, holder)) {
            throw NewChannels.nameTaken(wanted.name());
        }
    }

    private UniqueName name(SeenChannel seen, String name) {
        ChannelKey key = seen.key();
        boolean listed = seen.row().head().kind() == dev.gapless.protocol.event.ChannelKind.PUBLIC;
        return new UniqueName(
                key.workspace(), NameKind.CHANNEL, name, key.channel().value(), false, listed, channels.now());
    }

    private static Map<String, String> changes(ChannelRow before, ChannelRow after) {
        Map<String, String> changes = new TreeMap<>();
        if (!after.name().equals(before.name())) {
            changes.put("name", after.name().orElse(""));
        }
        if (!after.topic().equals(before.topic())) {
            changes.put("topic", after.topic().orElse(""));
        }
        if (after.head().channelClass() != before.head().channelClass()) {
            changes.put("class", after.head().channelClass().text());
        }
        if (after.head().state() != before.head().state()) {
            changes.put("state", after.head().state().text());
        }
        return changes;
    }

    private static ChannelClass channelClass(String text) {
        return ChannelClass.find(text)
                .orElseThrow(() -> GaplessException.invalidField(
                        "channel_class", text, "normal, large, hot or announcement"));
    }
}
