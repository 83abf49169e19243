package dev.gapless.protocol.api;

import java.util.List;

/// The pinned messages of a channel.
///
/// @param pins by seq
public record PinList(List<PinView> pins) {
    public PinList {
        pins = List.copyOf(pins);
    }
}
