package dev.gapless.cli.chat;

/// What keys mean just now.
sealed interface Mode {
    /// A message or command is being typed.
    record Typing() implements Mode {}

    /// A channel is being chosen.
    ///
    /// @param filter what was typed of its name
    /// @param index of the choice, from 0
    record Switching(String filter, int index) implements Mode {}

    /// A message is being chosen.
    ///
    /// @param entry which
    record Selecting(Entry entry) implements Mode {}
}
