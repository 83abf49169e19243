package dev.gapless.control.channel;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.ReadingView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.shard.Shards;
import java.util.List;

/// An operator reads what people wrote. Nothing is shown before it is in the workspace's record, with the reason and with what was shown, where
/// the owners see it. Any thread.
public final class BreakGlass {
    private static final String SHOWN = "messages: shown once (expected: another reading, under another key)";

    private final Shards shards;
    private final Acts acts;

    public BreakGlass(Shards shards, Acts acts) {
        this.shards = shards;
        this.acts = acts;
    }

    /// A page of a channel's events, behind a seq.
    AdminAnswer read(Write write, ChannelKey channel, long after, int limit) {
        EventPage page = shards.forChannel(channel).read("break-glass.page", handle -> {
            ChannelHead head = ChannelTable.heads(handle, List.of(channel)).getFirst();
            long from = Math.max(after, head.minSeq() - 1);
            List<Event> events = EventTable.pageAfter(handle, channel, from, limit).stream()
                    .filter(row -> row.seq() <= head.lastSeq())
                    .map(EventRow::event)
                    .toList();
            return new EventPage(
                    channel.channel(), new Epoch(head.epoch()), from + 1, from + events.size(),
                    new Position(head.lastSeq()), new Ordinal(head.lastOrdinal()), head.minSeq(), events);
        });
        return acts.run(
                write, channel.workspace(), channel.channel().text(),
                (handle, now) -> Done.changed(
                        AdminAnswer.ok(write.terms().dryRun() ? without(page) : page), "",
                        new ReadingView(page.channel(), page.from(), page.to()))
                        .shownOnce(SHOWN));
    }

    /// A dry run is not in the record, and shows nothing.
    private static EventPage without(EventPage page) {
        return new EventPage(
                page.channel(), page.epoch(), page.from(), page.from() - 1, page.head(), page.ordinal(), page.minSeq(),
                List.of());
    }
}
