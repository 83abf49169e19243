package dev.gapless.server.tail;

/// What a gateway knows of the way of one event to its readers.
public sealed interface TailTrace {
    /// It was here.
    ///
    /// @param how where it came from: commit, push or log
    /// @param heardNanos when it came
    /// @param sockets it was written to
    /// @param firstNanos when to the first of them, if any
    /// @param lastNanos when to the last of them so far
    record Known(String how, long heardNanos, int sockets, long firstNanos, long lastNanos) implements TailTrace {}

    /// Nothing, and why.
    record Unknown(String why) implements TailTrace {}
}
