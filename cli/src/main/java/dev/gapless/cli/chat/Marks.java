package dev.gapless.cli.chat;

import java.util.List;

/// What stands under a message.
///
/// @param reactions in the order in which they came
/// @param replies answers in its thread
/// @param edited true if the text is not the first one
/// @param pinned true if it is pinned
record Marks(List<Tally> reactions, int replies, boolean edited, boolean pinned) {
    static final Marks NONE = new Marks(List.of(), 0, false, false);

    Marks {
        reactions = List.copyOf(reactions);
    }
}
