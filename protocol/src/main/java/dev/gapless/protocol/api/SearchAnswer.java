package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of what a search found, newest first within each channel.
///
/// @param hits messages
/// @param next give it as `cursor` to search further back; empty at the end. A page may be empty and still have a next one
public record SearchAnswer(List<SearchHit> hits, Optional<String> next) {
    public SearchAnswer {
        hits = List.copyOf(hits);
    }
}
