package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of the mention inbox, newest first.
///
/// @param mentions one per message
/// @param next give it as `cursor` for the next page; empty at the end
public record MentionList(List<MentionView> mentions, Optional<String> next) {
    public MentionList {
        mentions = List.copyOf(mentions);
    }
}
