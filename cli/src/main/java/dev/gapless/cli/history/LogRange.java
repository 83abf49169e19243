package dev.gapless.cli.history;

import dev.gapless.cli.talk.Pages;
import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import java.util.function.Consumer;

/// Seqs of a channel to be read page by page, each page checked.
///
/// @param from first seq
/// @param to last seq; less than `from` for none
record LogRange(long from, long to) {
    /// Reads the events, in order, never more than a page at once.
    ///
    /// @return how many there were; fewer than the range if retention has removed the first ones
    long read(ApiClient api, ChannelId channel, Consumer<Event> reader) {
        Position at = new Position(from - 1);
        long count = 0;
        while (at.value() < to) {
            int limit = (int) Math.min(Limits.PAGE_MAX, to - at.value());
            EventPage page = api.eventsAfter(channel, at, limit);
            Pages.check(page, channel, at);
            if (page.events().isEmpty()) {
                return count;
            }
            for (Event event : page.events()) {
                if (event.seq().value() <= to) {
                    reader.accept(event);
                    count++;
                }
            }
            at = new Position(page.to());
        }
        return count;
    }
}
