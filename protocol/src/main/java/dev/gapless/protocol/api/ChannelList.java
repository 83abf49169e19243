package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of channels.
///
/// @param channels in the order of the listing
/// @param next give it as `cursor` for the next page; empty at the end
public record ChannelList(List<ChannelView> channels, Optional<String> next) {
    public ChannelList {
        channels = List.copyOf(channels);
    }
}
