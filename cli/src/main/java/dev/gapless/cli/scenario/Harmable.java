package dev.gapless.cli.scenario;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;

/// Contexts whose owners said that they may be harmed.
final class Harmable {
    /// The label that says so, unless a scenario names another.
    static final String LABEL = "chaos-ok";

    private Harmable() {}

    /// The operator's context, if it has the label.
    ///
    /// @throws CliFailure with exit code 2, before anything was touched
    static Context context(Session session, String label) {
        Context context = session.operatorContext();
        if (!context.labelled(label)) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "not-labelled",
                    "context " + context.name() + ": no label " + label
                            + " (expected: a context whose owner allows faults); nothing was touched",
                    "gapless context label " + context.name() + " " + label);
        }
        return context;
    }
}
