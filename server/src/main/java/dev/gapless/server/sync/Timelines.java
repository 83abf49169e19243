package dev.gapless.server.sync;

import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the last events of many channels at once, by their places, which are known since seqs have no holes: one statement for some
/// two hundred events, not one per channel. When the answer has become large, the conversations that are left get none.
///
/// A device that has synced before holds what was there then, so it gets only what may be newer. Should that leave out something that
/// it does not hold, the page's `from` tells.
final class Timelines {
    private static final int TOGETHER = 240;
    /// What an event takes beside its text, roughly.
    private static final int EVENT_BYTES = 160;

    private final Shards shards;

    Timelines(Shards shards) {
        this.shards = shards;
    }

    /// Who reads, and what the reader's device holds.
    ///
    /// @param user a channel that this user has joined since is told in full
    /// @param sinceMs what happened before this is held; 0 for nothing
    record Reader(UserId user, long sinceMs) {}

    /// @param heads in order of relevance
    /// @param limit events of each
    Map<ChannelKey, EventPage> last(List<ChannelHead> heads, int limit, Reader reader) {
        Map<ChannelKey, EventPage> pages = new HashMap<>();
        int together = Math.max(1, TOGETHER / Math.max(1, limit));
        long bytes = 0;
        for (int from = 0; from < heads.size() && bytes < Limits.PAGE_BYTES && limit > 0; from += together) {
            List<ChannelHead> some = heads.subList(from, Math.min(heads.size(), from + together));
            Map<ChannelKey, List<Event>> events = read(some, limit);
            for (ChannelHead head : some) {
                List<Event> ofChannel = newer(events.getOrDefault(head.key(), List.of()), reader);
                bytes += ofChannel.stream().mapToLong(Timelines::weight).sum();
                pages.put(head.key(), page(head, ofChannel));
            }
        }
        return pages;
    }

    private Map<ChannelKey, List<Event>> read(List<ChannelHead> heads, int limit) {
        Map<Shard, List<MessageKey>> byShard = new LinkedHashMap<>();
        for (ChannelHead head : heads) {
            List<MessageKey> keys = byShard.computeIfAbsent(shards.forChannel(head.key()), shard -> new ArrayList<>());
            for (long seq = Math.max(head.minSeq(), head.lastSeq() - limit + 1); seq <= head.lastSeq(); seq++) {
                keys.add(new MessageKey(head.key(), seq));
            }
        }
        Map<ChannelKey, List<Event>> events = new HashMap<>();
        byShard.forEach((shard, keys) -> {
            List<EventRow> rows = ShardFailures.refusing(
                    () -> shard.read("sync.timelines", handle -> EventTable.byKeys(handle, keys)));
            rows.stream()
                    .sorted(Comparator.comparingLong(EventRow::seq))
                    .forEach(row -> events.computeIfAbsent(row.channel(), key -> new ArrayList<>())
                            .add(row.event()));
        });
        return events;
    }

    private static List<Event> newer(List<Event> events, Reader reader) {
        int first = 0;
        while (first < events.size() && events.get(first).at().toEpochMilli() < reader.sinceMs()) {
            first++;
        }
        List<Event> newer = events.subList(first, events.size());
        boolean joined = newer.stream()
                .anyMatch(event -> event.body() instanceof EventBody.MemberJoined who
                        && who.user().equals(reader.user()));
        return joined ? events : newer;
    }

    private static EventPage page(ChannelHead head, List<Event> events) {
        long to = head.lastSeq();
        long from = events.isEmpty() ? to + 1 : events.getFirst().seq().value();
        return new EventPage(
                head.key().channel(),
                new Epoch(head.epoch()),
                from,
                to,
                new Position(head.lastSeq()),
                new Ordinal(head.lastOrdinal()),
                head.minSeq(),
                events);
    }

    private static long weight(Event event) {
        return switch (event.body()) {
            case EventBody.MessagePosted posted -> EVENT_BYTES + 2L * posted.text().length();
            case EventBody.MessageEdited edited -> EVENT_BYTES + 2L * edited.text().length();
            default -> EVENT_BYTES;
        };
    }
}
