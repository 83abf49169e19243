package dev.gapless.server.unread;

import dev.gapless.protocol.api.UnreadCounts;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.api.UnreadVerdict;
import dev.gapless.protocol.api.UnreadVerdicts;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.api.VerifyUnread;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.log.Recount;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.unread.UnreadReads;
import dev.gapless.schema.unread.UnreadReads.Threads;
import dev.gapless.schema.unread.UnreadRow;
import dev.gapless.schema.user.UserChannelRow;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.server.access.SeenChannel;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.admission.Admission;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import dev.gapless.server.userstream.UserLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Unread counts of the caller's channels, and their recount over the log. Any thread may call; blocks.
public final class UnreadFeature {
    private static final Logger log = LoggerFactory.getLogger(UnreadFeature.class);
    /// Channels recounted for one answer: each may have a long log.
    private static final int VERIFIED = 50;
    /// Somebody may delete a message between the two counts.
    private static final int MAX_TRIES = 4;

    private final Shards shards;
    private final StoredChannelAccess access;
    private final UnreadReads reads;
    private final UserLog userLog;
    private final Admission admission;
    private final Counter drift;
    private final boolean countsRead;

    /// @param bug what is wrong with counts on purpose
    public UnreadFeature(
            Shards shards, StoredChannelAccess access, UserLog userLog, Admission admission, MeterRegistry metrics,
            Optional<PlantedBug> bug) {
        this.countsRead = bug.filter(PlantedBug.UNREAD_COUNTS_READ::equals).isPresent();
        this.shards = shards;
        this.access = access;
        this.reads = new UnreadReads(shards);
        this.userLog = userLog;
        this.admission = admission;
        this.drift = Counter.builder("unread.drift")
                .description("Channels whose counts were found different from a recount over the log")
                .register(metrics);
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/unread", Set.of("channel", "cursor", "limit"), this::unread),
                Route.post("/v1/unread/verify", this::verify));
    }

    private Answer unread(ApiRequest request) {
        Identity caller = request.caller();
        int limit = Listing.limit(request.query());
        long after = after(Listing.cursor(request.query()));
        Optional<ChannelId> only = request.query().text("channel").map(UnreadFeature::channel);
        return admission.in(Admission.Kind.LIVE, () -> {
            UserKey user = new UserKey(caller.workspace(), caller.user());
            // Before the counts, so that whoever asks again from there misses nothing.
            long revision = userLog.revisions(List.of(user)).getOrDefault(user, 0L);
            if (only.isPresent()) {
                ChannelKey channel = joined(caller, only.get());
                return list(counted(caller, List.of(channel)), revision, Optional.empty());
            }
            List<ChannelKey> page = page(caller, after, limit);
            return list(
                    counted(caller, page), revision, Listing.next(page, limit, key -> key.channel().text()));
        });
    }

    private Answer list(List<UnreadRow> rows, long revision, Optional<String> next) {
        List<UnreadView> views = rows.stream().map(UnreadRow::view).map(this::told).toList();
        return Answer.ok(new UnreadList(
                views,
                views.stream().mapToLong(UnreadView::unread).sum(),
                views.stream().mapToLong(UnreadView::mentions).sum(),
                revision,
                next));
    }

    private UnreadView told(UnreadView view) {
        return countsRead && view.unread() > 0
                ? new UnreadView(
                        view.channel(), view.head(), view.ordinal(), view.epoch(), view.cursor(), view.cursorOrdinal(),
                        view.generation(), view.unread() + 1, view.mentions(), view.threadUnread())
                : view;
    }

    private Answer verify(ApiRequest request) {
        Identity caller = request.caller();
        VerifyUnread body = request.body(VerifyUnread.class);
        long after = after(body.cursor());
        return admission.in(Admission.Kind.LIVE, () -> {
            List<ChannelKey> page = body.channel().isPresent()
                    ? List.of(joined(caller, body.channel().get()))
                    : page(caller, after, VERIFIED);
            List<UnreadVerdict> verdicts = new ArrayList<>();
            for (UnreadRow row : counted(caller, page)) {
                verdict(caller, row).ifPresent(verdicts::add);
            }
            return Answer.ok(new UnreadVerdicts(
                    verdicts,
                    body.channel().isPresent()
                            ? Optional.empty()
                            : Listing.next(page, VERIFIED, key -> key.channel().text())));
        });
    }

    private Optional<UnreadVerdict> verdict(Identity caller, UnreadRow first) {
        Optional<UnreadRow> row = Optional.of(first);
        UnreadCounts recounted = first.counts();
        for (int tries = 0; tries < MAX_TRIES && row.isPresent(); tries++) {
            recounted = recount(row.get());
            if (recounted.equals(row.get().counts())) {
                break;
            }
            if (tries < MAX_TRIES - 1) {
                row = counted(caller, List.of(first.head().key())).stream().findFirst();
            }
        }
        if (row.isEmpty()) {
            return Optional.empty(); // Left a moment ago.
        }
        boolean exact = recounted.equals(row.get().counts());
        if (!exact) {
            drift.increment();
            log.error(
                    "unread drift user={} channel={} counted={} recounted={}", caller.user(), first.head().key(),
                    row.get().counts(), recounted);
        }
        return Optional.of(new UnreadVerdict(
                first.head().key().channel(), exact, row.get().counts(), recounted));
    }

    private UnreadCounts recount(UnreadRow row) {
        ChannelKey channel = row.head().key();
        return ShardFailures.refusing(() -> shards.forChannel(channel).read("unread.recount", handle -> {
            Map<?, UnreadCounts> counts = Recount.of(
                    handle, channel, row.head().lastSeq(), List.of(new Recount.Place(
                            row.user(), Math.max(row.cursor(), row.head().minSeq() - 1))));
            return counts.get(row.user());
        }));
    }

    private List<UnreadRow> counted(Identity caller, List<ChannelKey> channels) {
        return ShardFailures.refusing(() -> reads.ofUser(caller.user(), channels, Threads.COUNTED));
    }

    private List<ChannelKey> page(Identity caller, long after, int limit) {
        return ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read(
                        "unread.page",
                        handle -> UserChannelTable.page(handle, caller.workspace(), caller.user(), after, limit)))
                .stream()
                .map(UserChannelRow::channel)
                .toList();
    }

    private ChannelKey joined(Identity caller, ChannelId channel) {
        SeenChannel seen = access.see(caller, channel);
        if (!seen.joined()) {
            throw new GaplessException(
                    ErrorCode.NOT_A_MEMBER,
                    "channel: " + channel.text() + " (expected: one that you are a member of)");
        }
        return seen.key();
    }

    private static long after(Optional<String> cursor) {
        return Listing.idCursor(cursor, text -> ChannelId.parse(text).value());
    }

    private static ChannelId channel(String text) {
        try {
            return ChannelId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new GaplessException(ErrorCode.INVALID_FIELD, "channel: " + e.getMessage());
        }
    }
}
