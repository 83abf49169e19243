package dev.gapless.server.log;

import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.gather.Gathered;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Reads the log from its shards. Questions for a few heads share their statement with others that come at the same moment. Any thread
/// may call; blocks.
public final class HistoryReader implements LogReader {
    private static final int ROUNDS = 2;
    private static final int TOGETHER = 256;

    private final Shards shards;
    private final Map<Shard, Gathered<ChannelKey, Head>> gathered = new LinkedHashMap<>();

    public HistoryReader(Shards shards) {
        this.shards = shards;
        shards.all()
                .forEach(shard -> gathered.put(shard, new Gathered<>(ROUNDS, TOGETHER, keys -> heads(shard, keys))));
    }

    /// A run of a channel's log, and where the channel stood right after it was read.
    ///
    /// @param events in seq order, without a hole
    /// @param head at least the last of them
    public record Run(List<EncodedEvent> events, Head head) {
        public Run {
            events = List.copyOf(events);
        }
    }

    @Override
    public List<EncodedEvent> after(ChannelKey channel, long after, int limit) {
        return read(
                shards.forChannel(channel),
                "history.after",
                handle -> encoded(EventTable.pageAfter(handle, channel, after, limit)));
    }

    /// As [#after], with the head.
    public Run runAfter(ChannelKey channel, long after, int limit) {
        return read(
                shards.forChannel(channel),
                "history.after",
                handle -> runAfter(handle, channel, after, limit));
    }

    /// The last events with seq below `before`, in seq order, with the head.
    public Run runBefore(ChannelKey channel, long before, int limit) {
        return read(
                shards.forChannel(channel),
                "history.before",
                handle -> run(handle, channel, EventTable.pageBefore(handle, channel, before, limit)));
    }

    @Override
    public Head head(ChannelKey channel) {
        return read(shards.forChannel(channel), "history.head", handle -> storedHead(handle, channel));
    }

    @Override
    public Map<ChannelKey, Head> heads(Collection<ChannelKey> channels) {
        Map<Shard, List<ChannelKey>> byShard = new LinkedHashMap<>();
        for (ChannelKey channel : channels) {
            byShard.computeIfAbsent(shards.forChannel(channel), shard -> new ArrayList<>())
                    .add(channel);
        }
        Map<ChannelKey, Head> heads = new HashMap<>();
        byShard.forEach((shard, keys) -> heads.putAll(
                keys.size() > TOGETHER / 2
                        ? heads(shard, keys)
                        : Objects.requireNonNull(gathered.get(shard), "shard").only(keys)));
        return heads;
    }

    private static Map<ChannelKey, Head> heads(Shard shard, List<ChannelKey> keys) {
        Map<ChannelKey, Head> heads = new HashMap<>();
        for (ChannelHead head : read(shard, "history.heads", handle -> ChannelTable.heads(handle, keys))) {
            heads.put(head.key(), head(head));
        }
        return heads;
    }

    /// What retention has taken from sight may still be there for a moment: then the page begins behind it.
    private static Run runAfter(Handle handle, ChannelKey channel, long after, int limit) {
        List<EventRow> rows = EventTable.pageAfter(handle, channel, after, limit);
        Head head = storedHead(handle, channel);
        while (!rows.isEmpty() && rows.getFirst().seq() < head.minSeq()) {
            rows = EventTable.pageAfter(handle, channel, head.minSeq() - 1, limit);
            head = storedHead(handle, channel);
        }
        return new Run(encoded(rows), head);
    }

    /// The head is read after the events, so that it is never below them.
    private static Run run(Handle handle, ChannelKey channel, List<EventRow> rows) {
        Head head = storedHead(handle, channel);
        return new Run(encoded(rows.stream().filter(row -> row.seq() >= head.minSeq()).toList()), head);
    }

    private static Head storedHead(Handle handle, ChannelKey channel) {
        Optional<ChannelHead> head = ChannelTable.heads(handle, List.of(channel)).stream().findFirst();
        return head.map(HistoryReader::head)
                .orElseThrow(() -> GaplessException.notFound(
                        "channel", channel.channel().text()));
    }

    private static Head head(ChannelHead head) {
        return new Head(
                head.key(),
                new Epoch(head.epoch()),
                head.lastSeq(),
                head.lastOrdinal(),
                head.minSeq(),
                head.channelClass());
    }

    private static List<EncodedEvent> encoded(List<EventRow> rows) {
        List<EncodedEvent> events = new ArrayList<>(rows.size());
        for (EventRow row : rows) {
            events.add(row.encoded());
        }
        return events;
    }

    private static <T> T read(Shard shard, String operation, Function<Handle, T> work) {
        return ShardFailures.refusing(() -> shard.read(operation, work));
    }
}
