package dev.gapless.protocol.api;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import java.util.List;
import java.util.Optional;

/// A page of a thread.
///
/// @param channel where
/// @param thread how it stands
/// @param events the root, on the first page, and replies in seq order
/// @param next give it as `after` for the next page; empty at the end
public record ThreadPage(ChannelId channel, ThreadView thread, List<Event> events, Optional<Long> next) {
    public ThreadPage {
        events = List.copyOf(events);
    }
}
