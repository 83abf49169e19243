package dev.gapless.server.channel;

import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Route;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `POST /v1/channels`. Any thread may call.
public final class ChannelCreation {
    private static final int TOPIC_MAX = 250;

    private final NewChannels channels;
    private final StoredChannelAccess access;

    ChannelCreation(NewChannels channels, StoredChannelAccess access) {
        this.channels = channels;
        this.access = access;
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/channels", this::create));
    }

    private Answer create(ApiRequest request) {
        Identity caller = request.caller();
        CreateChannel body = request.body(CreateChannel.class);
        ChannelKind kind = kind(body.kind());
        String name = name(body.name());
        Optional<String> topic = body.topic().map(ChannelCreation::topic);
        if (caller.role() == MemberRole.GUEST) {
            throw new GaplessException(ErrorCode.NOT_ALLOWED, "role: guest (expected: member, admin or owner)");
        }
        channels.requireRoom(caller.workspace());
        ChannelKey key = channels.freshKey(caller.workspace());
        Instant now = channels.now();
        UniqueName wanted = new UniqueName(
                caller.workspace(),
                NameKind.CHANNEL,
                name,
                key.channel().value(),
                false,
                kind == ChannelKind.PUBLIC,
                now);
        UniqueName holder = channels.reserve(wanted);
        if (holder.owner() != wanted.owner() && !channels.takenOver(wanted, holder)) {
            throw NewChannels.nameTaken(name);
        }
        ChannelRow row = ChannelRow.fresh(key, kind, Optional.of(name), topic, List.of(), now);
        channels.create(caller, wanted, row, Map.of(caller.user(), MemberRole.OWNER));
        if (!channels.confirm(wanted)) {
            throw NewChannels.nameTaken(name);
        }
        return Answer.created(ChannelViews.of(access.see(caller, key.channel())));
    }

    private static ChannelKind kind(String text) {
        return ChannelKind.find(text)
                .filter(kind -> kind == ChannelKind.PUBLIC || kind == ChannelKind.PRIVATE)
                .orElseThrow(() -> GaplessException.invalidField("kind", text, "public or private"));
    }

    /// Compatibility forms of a character are one character, so that two names never look alike for that reason.
    static String name(String given) {
        return Texts.checkName("name", Normalizer.normalize(given, Normalizer.Form.NFKC));
    }

    static String topic(String given) {
        if (given.length() > TOPIC_MAX || Texts.utf8Length(given) < 0) {
            throw GaplessException.invalidField("topic", given, "at most " + TOPIC_MAX + " characters");
        }
        return given;
    }
}
