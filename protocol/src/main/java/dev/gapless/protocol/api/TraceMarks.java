package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// What one process remembers of the way of one event.
///
/// @param process name of the process
/// @param startedMs since when it remembers, in milliseconds since 1970
/// @param marks what it has, in any order
/// @param missing what it has not, and why
public record TraceMarks(String process, long startedMs, List<Mark> marks, List<Missing> missing) {
    /// How an event came that nobody pushed.
    public static final String FROM_LOG = "read from the log";

    /// A stage that the event has passed here.
    ///
    /// @param stage one of [TraceStage]
    /// @param atUs when, in microseconds since 1970; differences within a process are exact, whatever its clock does
    /// @param count how many: gateways that it was sent to, sockets that it was written to
    /// @param how how it came here, or what else is worth knowing
    public record Mark(String stage, long atUs, Optional<Long> count, Optional<String> how) {}

    /// A stage that this process knows nothing of.
    public record Missing(String stage, String why) {}

    public TraceMarks {
        marks = List.copyOf(marks);
        missing = List.copyOf(missing);
    }
}
