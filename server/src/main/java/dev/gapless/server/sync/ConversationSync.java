package dev.gapless.server.sync;

import dev.gapless.protocol.api.Conversation;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.unread.UnreadReads;
import dev.gapless.schema.unread.UnreadReads.Threads;
import dev.gapless.schema.unread.UnreadRow;
import dev.gapless.server.admission.Admission;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.channel.ChannelViews;
import dev.gapless.server.posting.ShardFailures;
import dev.gapless.server.userstream.UserLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Answers what changed, most relevant first, in windows.
///
/// The first page fixes the new `since`, before anything is read; a conversation that changes while the pages are fetched is told by
/// the next sync, or live. Counts, texts and heads come from the shards, for the window only. Any thread may call; blocks.
final class ConversationSync {
    private static final int PARTS = 5;

    private final Candidates candidates;
    private final Timelines timelines;
    private final UnreadReads unread;
    private final UserLog userLog;
    private final Admission admission;
    private final Clock clock;

    ConversationSync(
            Shards shards, InboxSource inbox, InboxSeeds seeds, UserLog userLog, Admission admission, Clock clock) {
        this.candidates = new Candidates(shards, inbox, seeds);
        this.timelines = new Timelines(shards);
        this.unread = new UnreadReads(shards);
        this.userLog = userLog;
        this.admission = admission;
        this.clock = clock;
    }

    /// Where a page goes on.
    ///
    /// @param rank of the candidate that it begins behind
    /// @param recency of that candidate
    /// @param channel of that candidate
    /// @param inbox whether recency is the inbox's
    /// @param next the `since` that the first page fixed
    private record Place(int rank, long recency, ChannelId channel, boolean inbox, SyncToken next) {
        String text() {
            return rank + ":" + recency + ":" + channel.text() + ":" + (inbox ? "i" : "s") + ":" + next.text();
        }

        static Place parse(String text) {
            String[] parts = text.split(":", -1);
            try {
                if (parts.length == PARTS) {
                    return new Place(
                            Integer.parseInt(parts[0]),
                            Long.parseLong(parts[1]),
                            ChannelId.parse(parts[2]),
                            parts[3].equals("i"),
                            SyncToken.parse("cursor", parts[4]));
                }
            } catch (IllegalArgumentException e) {
                throw GaplessException.invalidField("cursor", text, "`next` of the page before");
            }
            throw GaplessException.invalidField("cursor", text, "`next` of the page before");
        }
    }

    SyncAnswer answer(Identity caller, SyncRequest body) {
        int window = bounded("window", body.window(), 1, Limits.SYNC_WINDOW_MAX, Limits.SYNC_WINDOW_DEFAULT);
        int timeline = bounded("timeline_limit", body.timelineLimit(), 0, Limits.TIMELINE_MAX, Limits.TIMELINE_DEFAULT);
        Optional<SyncToken> since = body.since().map(text -> SyncToken.parse("since", text));
        Optional<Place> place = body.cursor().map(Place::parse);
        Admission.Kind kind = since.isPresent() ? Admission.Kind.RESUME : Admission.Kind.COLD;
        return admission.in(kind, () -> page(caller, body, since, place, window, timeline));
    }

    private SyncAnswer page(
            Identity caller,
            SyncRequest body,
            Optional<SyncToken> since,
            Optional<Place> place,
            int window,
            int timeline) {
        UserKey user = new UserKey(caller.workspace(), caller.user());
        long now = clock.millis();
        long revision = userLog.revisions(List.of(user)).getOrDefault(user, 0L);
        boolean resync = since.isPresent() && !since.get().honourable(now, revision);
        Optional<SyncToken> honoured = resync ? Optional.empty() : since;
        int few = place.isEmpty() ? window : 0;
        Candidates.Wish wish = new Candidates.Wish(caller, honoured, body.positions(), body.open(), few);
        Candidates.Found found = candidates.find(wish);
        Timelines.Reader reader = new Timelines.Reader(
                caller.user(), honoured.map(SyncToken::changedAfterMs).orElse(0L));
        SyncToken next = place.map(Place::next).orElse(new SyncToken(now, revision, found.inbox()));
        if (found.few().isPresent()) {
            Candidates.Few all = found.few().get();
            UnreadReads.Conversations counted = counted(caller, all.all());
            List<Candidate> ranked = Candidates.ranked(wish, all, counted);
            return new SyncAnswer(
                    conversations(ranked, counted, timeline, reader),
                    ranked.size(),
                    Optional.empty(),
                    Optional.of(next.text()),
                    resync,
                    found.examined(),
                    left(caller, found));
        }
        List<Candidate> rest = behind(caller, found, place);
        List<Candidate> shown = rest.subList(0, Math.min(window, rest.size()));
        Optional<String> cursor = rest.size() <= window
                ? Optional.empty()
                : Optional.of(place(shown.getLast(), found.fromInbox(), next).text());
        return new SyncAnswer(
                conversations(
                        shown, counted(caller, shown.stream().map(Candidate::channel).toList()), timeline, reader),
                found.ranked().size(),
                cursor,
                Optional.of(next.text()),
                resync,
                found.examined(),
                place.isPresent() ? List.of() : left(caller, found));
    }

    /// Those that the caller has not joined again meanwhile.
    private List<ChannelId> left(Identity caller, Candidates.Found found) {
        if (found.left().isEmpty()) {
            return List.of();
        }
        List<ChannelKey> left = new ArrayList<>(found.left().stream().limit(UnreadReads.MAX_KEYS).toList());
        ShardFailures.refusing(() -> unread.ofUser(caller.user(), left, Threads.LEFT_OUT))
                .forEach(row -> left.remove(row.head().key()));
        return left.stream().map(ChannelKey::channel).toList();
    }

    private static List<Candidate> behind(Identity caller, Candidates.Found found, Optional<Place> place) {
        // After a change from the inbox to the shards or back the order is another one, so it begins anew: twice rather than never.
        if (place.isEmpty() || place.get().inbox() != found.fromInbox()) {
            return found.ranked();
        }
        Candidate last = new Candidate(
                new ChannelKey(caller.workspace(), place.get().channel()), place.get().rank(), place.get().recency());
        return found.ranked().stream().filter(candidate -> candidate.compareTo(last) > 0).toList();
    }

    private static Place place(Candidate last, boolean inbox, SyncToken next) {
        return new Place(last.rank(), last.recency(), last.channel().channel(), inbox, next);
    }

    private UnreadReads.Conversations counted(Identity caller, Collection<ChannelKey> channels) {
        return ShardFailures.refusing(() -> unread.conversations(caller.user(), channels, Threads.COUNTED));
    }

    /// What the caller has left meanwhile is left out.
    private List<Conversation> conversations(
            List<Candidate> shown, UnreadReads.Conversations counted, int timeline, Timelines.Reader reader) {
        Map<ChannelKey, UnreadRow> counts = new HashMap<>();
        counted.counts().forEach(row -> counts.put(row.head().key(), row));
        List<UnreadRow> told = shown.stream()
                .map(Candidate::channel)
                .filter(counts::containsKey)
                .map(key -> Objects.requireNonNull(counts.get(key)))
                .toList();
        Map<ChannelKey, EventPage> pages =
                timelines.last(told.stream().map(UnreadRow::head).toList(), timeline, reader);
        List<Conversation> conversations = new ArrayList<>();
        for (UnreadRow count : told) {
            ChannelKey key = count.head().key();
            ChannelRow row = Objects.requireNonNull(counted.channels().get(key));
            conversations.add(new Conversation(
                    ChannelViews.joined(row, count.head()),
                    Optional.of(count.view()),
                    Optional.ofNullable(pages.get(key))));
        }
        return conversations;
    }

    private static int bounded(String field, Optional<Integer> given, int min, int max, int otherwise) {
        int value = given.orElse(otherwise);
        if (value < min || value > max) {
            throw GaplessException.invalidField(field, Integer.toString(value), min + " to " + max);
        }
        return value;
    }
}
