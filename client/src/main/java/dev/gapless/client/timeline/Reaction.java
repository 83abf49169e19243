package dev.gapless.client.timeline;

import dev.gapless.protocol.id.UserId;
import java.util.List;

/// One emoji under a message.
///
/// @param emoji which
/// @param users who, in the order in which they did; at least one
public record Reaction(String emoji, List<UserId> users) {
    public Reaction {
        users = List.copyOf(users);
    }
}
