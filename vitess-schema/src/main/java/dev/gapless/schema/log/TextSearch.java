package dev.gapless.schema.log;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import java.util.Locale;
import java.util.Optional;

/// A search for a text in a range of a channel.
///
/// @param channel where
/// @param text what a message must hold; letters in either case
/// @param actor who must have written it
/// @param first first seq looked at, 1 or more
/// @param last last seq looked at; at most [#MAX_RANGE] behind the first
public record TextSearch(ChannelKey channel, String text, Optional<UserId> actor, long first, long last) {
    /// Seqs of one search at most.
    public static final int MAX_RANGE = 5_000;

    public TextSearch {
        if (first < 1 || last - first >= MAX_RANGE) {
            throw new IllegalArgumentException(
                    "search: " + first + " to " + last + " (expected: 1 or more, and at most " + MAX_RANGE + " seqs)");
        }
    }

    String pattern() {
        String quoted = text.toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_");
        return "%" + quoted + "%";
    }
}
