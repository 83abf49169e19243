package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of a user's tokens.
///
/// @param tokens oldest first, ended ones too
/// @param next give it as `cursor` for the next page; empty at the end
public record TokenList(List<TokenView> tokens, Optional<String> next) {
    public TokenList {
        tokens = List.copyOf(tokens);
    }
}
