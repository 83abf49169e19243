package dev.gapless.protocol.api;

import java.util.Optional;

/// A channel in a sync answer, with all that its line on a screen needs.
///
/// @param channel the channel with its head
/// @param unread cursor and counts; absent from answers to bare positions
/// @param events its last events, if asked for
public record Conversation(ChannelView channel, Optional<UnreadView> unread, Optional<EventPage> events) {
    /// A conversation of which only the head is told.
    public static Conversation of(ChannelView channel) {
        return new Conversation(channel, Optional.empty(), Optional.empty());
    }
}
