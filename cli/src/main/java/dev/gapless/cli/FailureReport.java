package dev.gapless.cli;

import dev.gapless.cli.output.ClosedSinkException;
import dev.gapless.cli.output.SafeText;
import dev.gapless.client.ApiException;
import dev.gapless.client.UnreachableException;
import dev.gapless.client.store.StoreException;
import dev.gapless.devstack.DevStackException;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.util.Locale;
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
                trace(session, thrown);
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

    private static void trace(Session session, Throwable thrown) {
        String because = "";
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            session.notice(because + SafeText.line(cause.toString()));
            because = "caused by ";
            for (StackTraceElement frame : cause.getStackTrace()) {
                session.notice("    at " + frame);
            }
        }
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
            case ApiException refusal -> refused(refusal);
            case UnreachableException nobody ->
                new CliFailure(
                        ExitCode.UNREACHABLE,
                        "unreachable",
                        nobody.text(),
                        "gapless up starts a server here; gapless doctor looks for the reason");
            case StoreException store ->
                new CliFailure(
                        ExitCode.FAILED,
                        "store",
                        String.valueOf(store.getMessage()),
                        "end the other gapless that uses it, or correct the file");
            case DevStackException stack ->
                new CliFailure(
                        exit(stack.problem()),
                        stack.problem().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        String.valueOf(stack.getMessage()),
                        "do what the message says; gapless up shows the whole start");
            default ->
                new CliFailure(
                        ExitCode.INTERNAL,
                        "internal",
                        thrown.getClass().getSimpleName() + ": "
                                + Optional.ofNullable(thrown.getMessage()).orElse("no message"),
                        "this is a bug; run again with GAPLESS_DEBUG=1 and report what it prints");
        };
    }

    private static CliFailure refused(ApiException refusal) {
        String next = refusal.known()
                .map(code -> code == ErrorCode.NOT_FOUND ? whereToLook(refusal.text(), code.next()) : code.next())
                .orElse("look at the address: a server of another kind answers there");
        String when = refusal.retryAfter().map(after -> " Try again in " + after.toMillis() + " ms.").orElse("");
        String request = refusal.requestId()
                .filter(id -> refusal.status() >= 500)
                .map(id -> " Request id " + id + ".")
                .orElse("");
        ExitCode exit = refusal.known().map(ExitCode::of).orElse(ExitCode.FAILED);
        return new CliFailure(exit, refusal.code(), refusal.text(), next + when + request);
    }

    /// What lists those there are, by what was not found.
    private static String whereToLook(String text, String otherwise) {
        int colon = text.indexOf(':');
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "message", "event" -> "Check the seq; gapless history '#channel' shows those there are.";
            case "user" -> "Check the handle; gapless user list shows those there are.";
            case "workspace" -> "Check the slug; gapless workspace list shows those there are.";
            case "job" -> "Check the id; gapless job list shows those there are.";
            case "audit entry" -> "Check the seq; gapless audit list shows those there are.";
            default -> otherwise;
        };
    }

    private static ExitCode exit(DevStackException.Problem problem) {
        return switch (problem) {
            case DATA_DIRECTORY_IN_USE, DATA_DIRECTORY_MISMATCH, PORT_IN_USE -> ExitCode.CONFLICT;
            case DATA_DIRECTORY_UNUSABLE, UNSUPPORTED_PLATFORM, DATABASE_FAILED, BROKER_FAILED, ROLE_FAILED ->
                ExitCode.FAILED;
        };
    }
}
