package dev.gapless.protocol.api;

import dev.gapless.protocol.id.UserId;
import java.util.List;

/// One emoji under a message.
///
/// @param emoji which
/// @param users who, in the order in which they did, as many as fit the page
/// @param count how many
public record ReactionsView(String emoji, List<UserId> users, long count) {
    public ReactionsView {
        users = List.copyOf(users);
    }
}
