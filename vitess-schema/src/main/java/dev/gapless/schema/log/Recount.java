package dev.gapless.schema.log;

import dev.gapless.protocol.api.UnreadCounts;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Counts unread messages and mentions over the rows of the log itself, without ordinals, cursors' ordinals or any table that
/// was written on the side: what `unread verify` compares with.
public final class Recount {
    private static final int PAGE = 1_000;

    private Recount() {}

    /// Where a member stands.
    ///
    /// @param user who
    /// @param seq last seq read, or that of the join if that is later
    public record Place(UserId user, long seq) {}

    /// Counts for each member what the log holds behind the member's place, up to a head.
    ///
    /// It reads the log from the lowest place on, in pages.
    ///
    /// @param head last seq looked at
    public static Map<UserId, UnreadCounts> of(Handle handle, ChannelKey channel, long head, List<Place> places) {
        Map<UserId, long[]> counts = new HashMap<>();
        places.forEach(place -> counts.put(place.user(), new long[2]));
        long after = places.stream().mapToLong(Place::seq).min().orElse(head);
        while (after < head) {
            List<EventRow> page = EventTable.factsAfter(handle, channel, after, PAGE);
            List<EventRow> messages = new ArrayList<>(page.size());
            for (EventRow row : page) {
                after = row.seq;
                if (row.seq <= head && row.isMessage() && row.state != EventState.DELETED) {
                    messages.add(row);
                }
            }
            messages.forEach(row -> count(row, places, counts));
            if (page.size() < PAGE) {
                break;
            }
        }
        Map<UserId, UnreadCounts> result = new HashMap<>();
        counts.forEach((user, count) -> result.put(user, new UnreadCounts(count[0], count[1])));
        return result;
    }

    private static void count(EventRow row, List<Place> places, Map<UserId, long[]> counts) {
        boolean countable = row.countable();
        boolean everyone = MentionChange.everyone(row.mentions());
        List<UserId> heard = row.heardUsers();
        for (Place place : places) {
            long[] count = counts.get(place.user());
            if (count == null || row.seq <= place.seq()) {
                continue;
            }
            count[0] += countable ? 1 : 0;
            count[1] += everyone ? 1 : 0;
            count[1] += heard.contains(place.user()) ? 1 : 0;
        }
    }
}
