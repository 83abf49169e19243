package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// The channels that moved on, and how many more.
///
/// @param changed those whose head is not the given position
/// @param examined memberships looked at for this page
/// @param unchanged those of them that stand where the device stands
/// @param next give it as `cursor` until it is empty
public record SyncAnswer(List<ChannelView> changed, int examined, int unchanged, Optional<String> next) {
    public SyncAnswer {
        changed = List.copyOf(changed);
    }
}
