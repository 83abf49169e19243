package dev.gapless.cli;

import dev.gapless.cli.output.ClosedSinkException;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.error.GaplessException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;

/// Turns what a command threw into its end: an exit code, and two lines that say what is wrong and what to do. The only place
/// that knows the exceptions of the modules below.
final class FailureReport {
    private FailureReport() {}

    /// The end of a command that threw.
    static ExitCode report(Session session, Throwable thrown) {
        if (closedOutput(thrown)) {
            return ExitCode.CLOSED_OUTPUT;
        }
        CliFailure failure = explain(thrown);
        try {
            show(session, failure);
            if (session.world().variable("GAPLESS_DEBUG").isPresent()) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                session.notice(trace.toString().stripTrailing());
            }
        } catch (ClosedSinkException e) {
            return failure.exit();
        }
        return failure.exit();
    }

    static void show(Session session, CliFailure failure) {
        session.notice("error: " + SafeText.line(failure.what()) + " (code " + failure.code() + ")");
        session.notice("next: " + failure.next());
    }

    private static boolean closedOutput(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedSinkException) {
                return true;
            }
        }
        return false;
    }

    private static CliFailure explain(Throwable thrown) {
        return switch (thrown) {
            case CliFailure failure -> failure;
            case GaplessException refusal ->
                new CliFailure(
                        ExitCode.of(refusal.code()),
                        refusal.code().text(),
                        refusal.text(),
                        refusal.code().next());
            default ->
                new CliFailure(
                        ExitCode.INTERNAL,
                        "internal",
                        thrown.getClass().getSimpleName() + ": "
                                + Optional.ofNullable(thrown.getMessage()).orElse("no message"),
                        "this is a bug; run again with GAPLESS_DEBUG=1 and report what it prints");
        };
    }
}
