package dev.gapless.server.channel;

import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.MemberView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.access.SeenChannel;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import dev.gapless.server.user.People;
import java.util.List;
import java.util.Set;

/// Who is in a channel: list, join, bring in, leave, remove. Any thread may call.
public final class Memberships {
    private static final String MEMBER = "/v1/channels/{channel}/members/{user}";

    private final Shards shards;
    private final NewChannels channels;
    private final StoredChannelAccess access;
    private final People people;

    Memberships(Shards shards, NewChannels channels, StoredChannelAccess access, People people) {
        this.shards = shards;
        this.channels = channels;
        this.access = access;
        this.people = people;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/channels/{channel}/members", Set.of("cursor", "limit"), this::list),
                Route.post(MEMBER, this::add),
                Route.delete(MEMBER, this::remove));
    }

    private Answer list(ApiRequest request) {
        int limit = Listing.limit(request.query());
        long after = Listing.idCursor(
                Listing.cursor(request.query()), text -> UserId.parse(text).value());
        SeenChannel seen = access.see(request.caller(), request.channel());
        List<MemberRow> page = ShardFailures.refusing(() -> shards.forChannel(seen.key())
                .read("member.page", handle -> ChannelMemberTable.page(handle, seen.key(), after, limit)));
        List<MemberView> views = page.stream()
                .map(row -> new MemberView(row.user(), row.role().text(), new Seq(row.joinedSeq())))
                .toList();
        return Answer.ok(new MemberList(views, Listing.next(page, limit, row -> row.user().text())));
    }

    private Answer add(ApiRequest request) {
        Identity caller = request.caller();
        UserId user = request.user();
        SeenChannel seen = access.see(caller, request.channel());
        requireOpenMembership(seen);
        if (!user.equals(caller.user())) {
            requireJoined(seen);
            people.requireAll(caller.workspace(), List.of(user));
        }
        AppendResult result =
                channels.append(seen.key(), caller.user(), new EventBody.MemberJoined(user, MemberRole.MEMBER));
        return switch (result) {
            case AppendResult.Appended made -> joined(user, made.event().seq());
            case AppendResult.Duplicate earlier -> joined(user, earlier.seq());
            case AppendResult.NoChange() ->
                throw new GaplessException(
                        ErrorCode.ALREADY_A_MEMBER,
                        "user: " + user.text() + " (expected: somebody who is not a member)");
            default -> throw channels.refusal(seen.key(), caller.user(), result);
        };
    }

    private Answer remove(ApiRequest request) {
        Identity caller = request.caller();
        UserId user = request.user();
        SeenChannel seen = access.see(caller, request.channel());
        requireOpenMembership(seen);
        boolean oneself = user.equals(caller.user());
        if (oneself) {
            requireJoined(seen);
        } else if (!seen.administers()
                && caller.role() != MemberRole.OWNER
                && caller.role() != MemberRole.ADMIN) {
            throw new GaplessException(
                    ErrorCode.NOT_ALLOWED,
                    "role: " + caller.role().text() + " (expected: owner or admin, to remove others)");
        }
        AppendResult result = channels.append(seen.key(), caller.user(), new EventBody.MemberLeft(user));
        return switch (result) {
            case AppendResult.Appended made -> Answer.noContent();
            case AppendResult.Duplicate earlier -> Answer.noContent();
            case AppendResult.NoChange() ->
                throw oneself ? notAMember(seen) : GaplessException.notFound("member", user.text());
            default -> throw channels.refusal(seen.key(), caller.user(), result);
        };
    }

    private static Answer joined(UserId user, long seq) {
        return Answer.created(new MemberView(user, MemberRole.MEMBER.text(), new Seq(seq)));
    }

    private static void requireOpenMembership(SeenChannel seen) {
        if (seen.direct()) {
            throw new GaplessException(
                    ErrorCode.NOT_ALLOWED,
                    "channel: " + text(seen)
                            + " is a direct message, its members are fixed (expected: another channel)");
        }
    }

    private static void requireJoined(SeenChannel seen) {
        if (!seen.joined()) {
            throw notAMember(seen);
        }
    }

    private static GaplessException notAMember(SeenChannel seen) {
        return new GaplessException(
                ErrorCode.NOT_A_MEMBER, "channel: " + text(seen) + " (expected: one that you are a member of)");
    }

    private static String text(SeenChannel seen) {
        return seen.key().channel().text();
    }
}
