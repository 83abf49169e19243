package dev.gapless.cli.chat;

import java.time.Duration;

/// How the chat stands with the server.
sealed interface LinkState {
    /// Connected; what others write comes at once.
    record Live() implements LinkState {}

    /// A try is under way.
    ///
    /// @param attempt 1 for the first
    record Connecting(int attempt) implements LinkState {}

    /// The last try failed; the next one comes by itself.
    ///
    /// @param delay until then, when this was said
    /// @param attempt number of that next try
    record Waiting(Duration delay, int attempt) implements LinkState {}

    /// The person went off line with `/offline`.
    record Offline() implements LinkState {}

    /// It will not come back by itself: the token was refused.
    ///
    /// @param reason what the server said
    record Ended(String reason) implements LinkState {}
}
