package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import java.util.Optional;

/// The way of one event, put together from what the processes remember.
///
/// @param channel its channel
/// @param seq its place there
/// @param kind kind of the event
/// @param atMs its time, as everybody sees it
/// @param clocksDiffer true if a stage seems to come before its cause: then times of different processes do not compare
/// @param stages those known, each after its cause
/// @param missing those not known, and why
public record TraceView(
        ChannelId channel, Seq seq, String kind, long atMs, boolean clocksDiffer, List<Stage> stages,
        List<Missing> missing) {
    /// A stage.
    ///
    /// @param stage one of [TraceStage]
    /// @param process where
    /// @param atUs when, in microseconds since 1970
    /// @param sinceFirstUs microseconds since the first stage known; across processes by their clocks
    /// @param tookUs microseconds since the stage that caused this one, if that is known
    /// @param count how many: gateways that it was sent to, sockets that it was written to
    /// @param how how it came there
    public record Stage(
            String stage, String process, long atUs, long sinceFirstUs, Optional<Long> tookUs, Optional<Long> count,
            Optional<String> how) {}

    /// A stage that is not known.
    ///
    /// @param process where it is looked for
    public record Missing(String stage, String process, String why) {}

    public TraceView {
        stages = List.copyOf(stages);
        missing = List.copyOf(missing);
    }
}
