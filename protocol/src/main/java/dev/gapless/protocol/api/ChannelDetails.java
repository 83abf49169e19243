package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of channels as admins see them. It may be short, or empty, and yet not the last one.
///
/// @param channels by id
/// @param next give it as `cursor`; empty at the end
public record ChannelDetails(List<ChannelDetail> channels, Optional<String> next) {
    public ChannelDetails {
        channels = List.copyOf(channels);
    }
}
