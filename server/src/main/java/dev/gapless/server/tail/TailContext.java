package dev.gapless.server.tail;

import dev.gapless.server.log.LogReader;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/// What all tails of a gateway share.
///
/// @param config settings
/// @param log what fills holes
/// @param interest what brings events of other gateways
/// @param timer for short delays
/// @param executor starts a thread for each task; tasks may block
/// @param nanoTime elapsed time
/// @param pushes how events are written
public record TailContext(
        TailConfig config,
        LogReader log,
        InterestDoor interest,
        Timer timer,
        Executor executor,
        LongSupplier nanoTime,
        Pushes pushes) {
    /// Events are written as they are.
    public TailContext(
            TailConfig config,
            LogReader log,
            InterestDoor interest,
            Timer timer,
            Executor executor,
            LongSupplier nanoTime) {
        this(config, log, interest, timer, executor, nanoTime, Pushes.FAITHFUL);
    }
}
