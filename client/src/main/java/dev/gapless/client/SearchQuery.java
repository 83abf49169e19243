package dev.gapless.client;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.util.Optional;

/// What to search for.
///
/// @param text words, all of which a message must hold
/// @param channel only there
/// @param from only messages of this person
public record SearchQuery(String text, Optional<ChannelId> channel, Optional<UserId> from) {
    /// The same words everywhere.
    public static SearchQuery of(String text) {
        return new SearchQuery(text, Optional.empty(), Optional.empty());
    }

    String query() {
        return "q=" + Endpoint.encode(text)
                + channel.map(id -> "&channel=" + id.text()).orElse("")
                + from.map(id -> "&from=" + id.text()).orElse("");
    }

    /// The words stay out of logs.
    @Override
    public String toString() {
        return "SearchQuery[channel=" + channel + ", from=" + from + "]";
    }
}
