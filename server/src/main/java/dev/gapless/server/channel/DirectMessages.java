package dev.gapless.server.channel;

import dev.gapless.protocol.api.OpenDm;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.Sleeper;
import dev.gapless.server.user.People;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// `POST /v1/dms`: the one channel of a set of people. Its unique name is their ids in order. Any thread may call.
public final class DirectMessages {
    private static final Duration ABANDONED_AFTER = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final int LOOKS = 40;
    private static final Duration RETRY_HINT = Duration.ofSeconds(1);

    private final NewChannels channels;
    private final StoredChannelAccess access;
    private final People people;
    private final Sleeper sleeper;

    DirectMessages(NewChannels channels, StoredChannelAccess access, People people, Sleeper sleeper) {
        this.channels = channels;
        this.access = access;
        this.people = people;
        this.sleeper = sleeper;
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/dms", this::open));
    }

    private Answer open(ApiRequest request) {
        Identity caller = request.caller();
        List<UserId> others = request.body(OpenDm.class).users();
        if (others.isEmpty() || others.size() >= Limits.GROUP_DM_USERS) {
            throw GaplessException.invalidField(
                    "users", others.size() + " users", "1 to " + (Limits.GROUP_DM_USERS - 1));
        }
        TreeSet<UserId> everybody = new TreeSet<>(others);
        if (everybody.contains(caller.user()) || everybody.size() < others.size()) {
            throw GaplessException.invalidField("users", "somebody twice, or yourself", "each of the others once");
        }
        people.requireAll(caller.workspace(), others);
        everybody.add(caller.user());
        UniqueName wanted = new UniqueName(
                caller.workspace(),
                NameKind.DM,
                everybody.stream().map(UserId::text).collect(Collectors.joining(",")),
                channels.freshKey(caller.workspace()).channel().value(),
                false,
                false,
                channels.now());
        Optional<UniqueName> known = channels.find(wanted);
        if (known.isEmpty()) {
            UniqueName holder = channels.reserve(wanted);
            if (holder.owner() == wanted.owner()) {
                return create(caller, wanted, everybody);
            }
            known = Optional.of(holder);
        }
        return existing(caller, wanted, known.get(), everybody);
    }

    /// Somebody else opened it, or is opening it right now, or died doing so.
    private Answer existing(Identity caller, UniqueName wanted, UniqueName known, SortedSet<UserId> everybody) {
        UniqueName holder = known;
        for (int look = 0; look < LOOKS; look++) {
            if (holder.confirmed() || (channels.exists(holder) && channels.confirm(holder))) {
                return Answer.ok(ChannelViews.of(
                        access.see(caller, NewChannels.key(holder).channel())));
            }
            Instant abandonedAt = holder.createdAt().plus(ABANDONED_AFTER);
            if (!abandonedAt.isAfter(channels.now()) && channels.takeOver(wanted, holder.owner())) {
                return create(caller, wanted, everybody);
            }
            pause();
            holder = channels.find(wanted).orElse(holder);
        }
        throw new GaplessException(
                ErrorCode.UNAVAILABLE, "users: being opened by somebody else (expected: a moment later)", RETRY_HINT);
    }

    private Answer create(Identity caller, UniqueName wanted, SortedSet<UserId> everybody) {
        ChannelKind kind = everybody.size() == 2 ? ChannelKind.DM : ChannelKind.GROUP_DM;
        ChannelRow row = ChannelRow.fresh(
                NewChannels.key(wanted),
                kind,
                Optional.empty(),
                Optional.empty(),
                List.copyOf(everybody),
                channels.now());
        Map<UserId, MemberRole> members = new LinkedHashMap<>();
        everybody.forEach(user -> members.put(user, MemberRole.MEMBER));
        channels.create(caller, wanted, row, members);
        channels.confirm(wanted);
        return Answer.created(ChannelViews.of(access.see(caller, row.key().channel())));
    }

    private void pause() {
        try {
            sleeper.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GaplessException(ErrorCode.DRAINING, "gateway: shutting down (expected: a call elsewhere)",
                    RETRY_HINT);
        }
    }
}
