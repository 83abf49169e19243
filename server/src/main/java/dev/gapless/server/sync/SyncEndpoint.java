package dev.gapless.server.sync;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserChannelRow;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.server.access.SeenChannel;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.admission.Admission;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.channel.ChannelViews;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import dev.gapless.server.userstream.UserLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `POST /v1/sync`. With `since`, `window`, `timeline_limit` or `open` it is answered by [ConversationSync]. By bare positions it
/// walks the caller's own list of channels, on the caller's shard, and compares heads with the given positions, one statement
/// per shard and page. One answer looks at a bounded number of memberships. Any thread may call.
public final class SyncEndpoint {
    private static final int PAGE = 500;
    private static final int PAGES_MAX = 4;

    private final Shards shards;
    private final StoredChannelAccess access;
    private final Admission admission;
    private final ConversationSync conversations;

    /// What the endpoint needs.
    ///
    /// @param inbox who knows quickly what changed
    /// @param seeds hears what they turn out not to know
    /// @param userLog where the streams of users stand
    public record Parts(
            Shards shards,
            StoredChannelAccess access,
            InboxSource inbox,
            InboxSeeds seeds,
            UserLog userLog,
            Admission admission,
            Clock clock) {}

    public SyncEndpoint(Parts parts) {
        this.shards = parts.shards();
        this.access = parts.access();
        this.admission = parts.admission();
        this.conversations = new ConversationSync(
                parts.shards(), parts.inbox(), parts.seeds(), parts.userLog(), parts.admission(), parts.clock());
    }

    public List<Route> routes() {
        return List.of(Route.post("/v1/sync", this::sync));
    }

    private Answer sync(ApiRequest request) {
        SyncRequest body = request.body(SyncRequest.class);
        if (body.positions().size() > Limits.RESUME_CHANNELS) {
            throw GaplessException.invalidField(
                    "positions", body.positions().size() + " channels", "at most " + Limits.RESUME_CHANNELS);
        }
        boolean windowed = body.since().isPresent()
                || body.window().isPresent()
                || body.timelineLimit().isPresent()
                || body.open().isPresent();
        if (windowed) {
            return Answer.ok(conversations.answer(request.caller(), body));
        }
        int limit = body.limit().orElse(Limits.LIST_DEFAULT);
        if (limit < 1 || limit > Limits.LIST_MAX) {
            throw GaplessException.invalidField("limit", Integer.toString(limit), "1 to " + Limits.LIST_MAX);
        }
        long after = Listing.idCursor(body.cursor(), text -> ChannelId.parse(text).value());
        return Answer.ok(
                admission.in(Admission.Kind.RESUME, () -> walk(request.caller(), body.positions(), limit, after)));
    }

    private SyncAnswer walk(Identity caller, Map<ChannelId, Position> positions, int limit, long start) {
        List<ChannelView> changed = new ArrayList<>();
        int examined = 0;
        long after = start;
        for (int pages = 0; pages < PAGES_MAX; pages++) {
            List<UserChannelRow> page = page(caller, after);
            List<ChannelKey> keys = page.stream().map(UserChannelRow::channel).toList();
            Map<ChannelKey, SeenChannel> seen = access.seeMany(caller, keys);
            for (ChannelKey key : keys) {
                after = key.channel().value();
                SeenChannel channel = seen.get(key);
                if (channel == null || !channel.joined()) {
                    continue; // Left a moment ago; the list lags.
                }
                examined++;
                long position = positions.getOrDefault(key.channel(), Position.START).value();
                if (channel.row().head().lastSeq() != position) {
                    changed.add(ChannelViews.of(channel));
                }
                if (changed.size() == limit) {
                    return answer(changed, examined, Optional.of(key.channel().text()));
                }
            }
            if (page.size() < PAGE) {
                return answer(changed, examined, Optional.empty());
            }
        }
        return answer(changed, examined, Optional.of(new ChannelId(after).text()));
    }

    private List<UserChannelRow> page(Identity caller, long after) {
        return ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read(
                        "sync.page",
                        handle -> UserChannelTable.page(handle, caller.workspace(), caller.user(), after, PAGE)));
    }

    private static SyncAnswer answer(List<ChannelView> changed, int examined, Optional<String> next) {
        return SyncAnswer.ofPositions(changed, examined, next);
    }
}
