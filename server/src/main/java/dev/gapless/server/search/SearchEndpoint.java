package dev.gapless.server.search;

import dev.gapless.protocol.api.SearchAnswer;
import dev.gapless.protocol.api.SearchHit;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.log.TextSearch;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserChannelRow;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.server.access.SeenChannel;
import dev.gapless.server.access.StoredChannelAccess;
import dev.gapless.server.admission.Admission;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Listing;
import dev.gapless.server.http.Query;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// `GET /v1/search`: looks through the logs of the caller's channels, one after the other by id, each from its head back, a bounded
/// stretch per request. Whether the caller is in a channel is asked of the channel's own shard, for each request. Any thread may
/// call; blocks.
public final class SearchEndpoint {
    private static final int HITS_DEFAULT = 50;
    /// More asked for are given as pages of so many.
    private static final int HITS_MAX = 200;
    /// Messages looked at for one answer.
    private static final long LOOKED_AT = 50_000;
    private static final int CHANNELS = 200;

    private final Shards shards;
    private final StoredChannelAccess access;
    private final Admission admission;

    public SearchEndpoint(Shards shards, StoredChannelAccess access, Admission admission) {
        this.shards = shards;
        this.access = access;
        this.admission = admission;
    }

    /// Where a search goes on: in this channel at this seq and below; at seq 0 behind the channel.
    private record Place(long channel, long seq) {
        static final Place START = new Place(0, 0);

        Optional<String> cursor() {
            return Optional.of(new ChannelId(channel).text() + ":" + seq);
        }
    }

    private record Wanted(String text, Optional<UserId> actor, int limit) {}

    public List<Route> routes() {
        return List.of(Route.get("/v1/search", Set.of("q", "channel", "from", "cursor", "limit"), this::search));
    }

    private Answer search(ApiRequest request) {
        Identity caller = request.caller();
        Query query = request.query();
        String text = query.text("q").orElse("").strip();
        if (text.isEmpty() || text.length() > Limits.SEARCH_TEXT_MAX) {
            throw GaplessException.invalidField("q", text, "1 to " + Limits.SEARCH_TEXT_MAX + " characters");
        }
        Optional<UserId> from = query.text("from")
                .map(user -> user.equals("me") ? caller.user() : id("from", user, UserId::parse));
        int limit = (int) Math.min(HITS_MAX, query.number("limit", 1, Limits.LIST_MAX).orElse((long) HITS_DEFAULT));
        Wanted wanted = new Wanted(text, from, limit);
        Place start = Listing.cursor(query).map(SearchEndpoint::place).orElse(Place.START);
        Optional<ChannelId> only = query.text("channel").map(channel -> id("channel", channel, ChannelId::parse));
        return admission.in(
                Admission.Kind.LIVE,
                () -> Answer.ok(only.isPresent()
                        ? inChannel(caller, only.get(), start, wanted)
                        : everywhere(caller, start, wanted)));
    }

    private SearchAnswer inChannel(Identity caller, ChannelId channel, Place start, Wanted wanted) {
        SeenChannel seen = access.see(caller, channel);
        if (!start.equals(Place.START) && (start.channel() != channel.value() || start.seq() == 0)) {
            throw GaplessException.invalidField("cursor", "another channel's", "`next` of the page before");
        }
        long head = seen.row().head().lastSeq();
        Run run = new Run(wanted);
        long seq = run.look(seen, start.equals(Place.START) ? head : Math.min(head, start.seq()));
        return new SearchAnswer(
                run.hits, seq > 0 ? new Place(channel.value(), seq).cursor() : Optional.empty());
    }

    private SearchAnswer everywhere(Identity caller, Place start, Wanted wanted) {
        Run run = new Run(wanted);
        // The channel of the cursor itself is looked at again if the search stopped within it.
        long after = start.seq() > 0 ? start.channel() - 1 : start.channel();
        List<ChannelKey> page = channels(caller, after);
        Map<ChannelKey, SeenChannel> seen = access.seeMany(caller, page);
        for (ChannelKey key : page) {
            SeenChannel channel = seen.get(key);
            if (channel != null && channel.joined()) {
                long head = channel.row().head().lastSeq();
                boolean within = key.channel().value() == start.channel() && start.seq() > 0;
                long seq = run.look(channel, within ? Math.min(head, start.seq()) : head);
                if (seq > 0) {
                    return new SearchAnswer(run.hits, new Place(key.channel().value(), seq).cursor());
                }
            }
            after = key.channel().value();
        }
        return new SearchAnswer(
                run.hits, page.size() < CHANNELS ? Optional.empty() : new Place(after, 0).cursor());
    }

    /// One request's search through some channels.
    private final class Run {
        private final Wanted wanted;
        private final List<SearchHit> hits = new ArrayList<>();
        private long left = LOOKED_AT;

        Run(Wanted wanted) {
            this.wanted = wanted;
        }

        /// Looks at a channel from a seq back.
        ///
        /// @return the seq to go on from; 0 if the channel is done
        long look(SeenChannel channel, long from) {
            long last = from;
            long first = channel.row().head().minSeq();
            while (last >= first) {
                int room = wanted.limit() - hits.size();
                if (room == 0 || left <= 0) {
                    return last;
                }
                long begin = Math.max(first, last - TextSearch.MAX_RANGE + 1);
                TextSearch search = new TextSearch(channel.key(), wanted.text(), wanted.actor(), begin, last);
                List<EventRow> found = ShardFailures.refusing(() -> shards.forChannel(channel.key())
                        .read("search", handle -> EventTable.search(handle, search, room)));
                found.forEach(row -> add(row.event()));
                left -= last - begin + 1;
                last = found.size() == room ? found.getLast().seq() - 1 : begin - 1;
            }
            return 0;
        }

        private void add(Event event) {
            if (event.body() instanceof EventBody.MessagePosted posted) {
                hits.add(new SearchHit(
                        event.channel(), event.seq(), event.actor(), event.at().toEpochMilli(), posted.text()));
            }
        }
    }

    private List<ChannelKey> channels(Identity caller, long after) {
        return ShardFailures.refusing(() -> shards.forUser(caller.workspace(), caller.user())
                .read(
                        "search.channels",
                        handle -> UserChannelTable.page(
                                handle, caller.workspace(), caller.user(), after, CHANNELS)))
                .stream()
                .map(UserChannelRow::channel)
                .toList();
    }

    private static Place place(String cursor) {
        int colon = cursor.indexOf(':');
        try {
            if (colon > 0) {
                long seq = Long.parseLong(cursor.substring(colon + 1));
                if (seq >= 0) {
                    return new Place(ChannelId.parse(cursor.substring(0, colon)).value(), seq);
                }
            }
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField("cursor", cursor, "`next` of the page before");
        }
        throw GaplessException.invalidField("cursor", cursor, "`next` of the page before");
    }

    private static <T> T id(String field, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new GaplessException(ErrorCode.INVALID_FIELD, field + ": " + e.getMessage());
        }
    }
}
