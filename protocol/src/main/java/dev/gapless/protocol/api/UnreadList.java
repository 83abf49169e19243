package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// Unread counts of a user's channels.
///
/// @param channels those of the page
/// @param totalUnread sum over the page
/// @param totalMentions sum over the page
/// @param revision where the user's own stream stood before the counts were read
/// @param next give it as `cursor` for the next page; empty at the end
public record UnreadList(
        List<UnreadView> channels,
        long totalUnread,
        long totalMentions,
        long revision,
        Optional<String> next) {
    public UnreadList {
        channels = List.copyOf(channels);
    }
}
