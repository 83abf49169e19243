package dev.gapless.protocol.api;

import java.util.Locale;
import java.util.Optional;

/// The stages on the way of an event, in their order. The wire has them in lower case.
public enum TraceStage {
    /// A gateway has read the frame or the request.
    RECEIVED,
    /// Limits and policy have let it pass, and it waits in a lane.
    QUEUED,
    /// The lane's transaction with it in it begins.
    TAKEN,
    /// It is in the log, and its sender is told.
    COMMITTED,
    /// The broker has it.
    PUBLISHED,
    /// The fan-out has sent it to the gateways that want it.
    FANNED_OUT,
    /// A gateway with readers has it.
    HEARD,
    /// It is written to the first of them.
    WRITTEN,
    /// It is written to the last of them so far.
    WRITTEN_LAST;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TraceStage> find(String text) {
        for (TraceStage stage : values()) {
            if (stage.text().equals(text)) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }
}
