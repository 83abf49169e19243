package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of verdicts.
///
/// @param channels one per channel examined
/// @param next give it as `cursor` for the next page; empty at the end
public record UnreadVerdicts(List<UnreadVerdict> channels, Optional<String> next) {
    public UnreadVerdicts {
        channels = List.copyOf(channels);
    }
}
