package dev.gapless.protocol.api;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import java.util.List;

/// A run of a channel's log with the proof that nothing is missing: it holds exactly the seqs `from` to `to`.
///
/// @param channel which
/// @param epoch identity of the numbering
/// @param from first seq covered; `to + 1` if the page is empty
/// @param to last seq covered
/// @param head last seq of the channel when the page was read
/// @param ordinal last ordinal then
/// @param minSeq first seq that retention has left, 1 if all are there
/// @param events in seq order, `to - from + 1` of them
public record EventPage(
        ChannelId channel,
        Epoch epoch,
        long from,
        long to,
        Position head,
        Ordinal ordinal,
        long minSeq,
        List<Event> events) {
    public EventPage {
        events = List.copyOf(events);
    }
}
