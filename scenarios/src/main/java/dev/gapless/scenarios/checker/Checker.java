package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;

/// Judges one promise. It is given the rows of a run in order, once, then asked to finish.
///
/// Used from one thread.
interface Checker {
    /// One row of `ops.bin`.
    void accept(Row row);

    /// Nothing more comes.
    void finish();

    Findings findings();
}
