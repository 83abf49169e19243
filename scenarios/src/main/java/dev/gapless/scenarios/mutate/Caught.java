package dev.gapless.scenarios.mutate;

import java.util.List;

/// What became of one planted bug: a row of the table.
///
/// @param bug its name; `none` for the build as it is
/// @param what one sentence about it
/// @param where which parts had it
/// @param expected the promise whose checker has to catch it; empty for `none`
/// @param caughtBy the promises that were found broken
/// @param ok whether the expected one is among them; for `none`: whether the run passed
/// @param verdict of the run
/// @param seconds how long it took, starting the bug included
/// @param story the first line of the violation's story, or why there is none
/// @param run the run's directory
public record Caught(
        String bug,
        String what,
        String where,
        String expected,
        List<String> caughtBy,
        boolean ok,
        String verdict,
        double seconds,
        String story,
        String run) {
    /// The build as it is.
    public static final String NONE = "none";

    public Caught {
        caughtBy = List.copyOf(caughtBy);
    }
}
