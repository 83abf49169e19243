package dev.gapless.protocol.api;

import dev.gapless.protocol.id.Seq;
import java.util.List;

/// Reactions to a message.
///
/// @param seq which message
/// @param reactions by emoji
public record ReactionList(Seq seq, List<ReactionsView> reactions) {
    public ReactionList {
        reactions = List.copyOf(reactions);
    }
}
