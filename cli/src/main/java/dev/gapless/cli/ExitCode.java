package dev.gapless.cli;

import dev.gapless.protocol.error.ErrorCode;
import java.util.Arrays;

/// What a script learns from the end of a command. The one place where errors become numbers.
public enum ExitCode {
    OK(0, "Done."),
    FAILED(1,
            "A negative verdict (a hole, an unhealthy part, a failing check) or an error without a number of its own."),
    USAGE(2, "The command line was not understood."),
    INCONCLUSIVE(3, "Neither held nor broken: what was asked could not be observed."),
    AUTHENTICATION(4, "The token is missing, unknown or does not allow this."),
    CONFLICT(5, "There is no such thing, or it is in the way: not found, name taken, key reused."),
    THROTTLED(6, "Overloaded or over a quota; the message says when to try again."),
    UNREACHABLE(7, "No server answered."),
    PENDING(8, "The outcome is not known yet; the same key, sent again, decides."),
    THRESHOLD(9, "All promises held, and a bound of a scenario did not."),
    ABORTED(10, "A scenario was stopped for safety; its faults were healed."),
    INTERNAL(70, "A bug, here or on the server."),
    INTERRUPTED(130, "Stopped by Ctrl-C."),
    CLOSED_OUTPUT(141, "Whoever read the output went away, as with `| head`.");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /// One sentence, for the reference.
    public String meaning() {
        return meaning;
    }

    /// What a number of another process of ours means; [#FAILED] if it is none of these.
    public static ExitCode of(int number) {
        return Arrays.stream(values()).filter(code -> code.number == number).findFirst().orElse(FAILED);
    }

    /// How a command ends that met this error.
    public static ExitCode of(ErrorCode code) {
        return switch (code) {
            case INVALID_JSON, UNKNOWN_FIELD, INVALID_FIELD, UNKNOWN_FRAME, FRAME_TOO_LARGE, INVALID_UTF8, TEXT_EMPTY,
                    TEXT_TOO_LARGE, MISSING_KEY, BINARY_FRAME ->
                USAGE;
            case UNAUTHENTICATED, HELLO_REQUIRED, NOT_ALLOWED, NOT_A_MEMBER, NOT_YOURS, WORKSPACE_SUSPENDED ->
                AUTHENTICATION;
            case NOT_FOUND, NO_SUCH_ENDPOINT, METHOD_NOT_ALLOWED, KEY_REUSED, NAME_TAKEN, ALREADY_A_MEMBER,
                    CHANNEL_ARCHIVED, LIMIT_REACHED, EPOCH_CHANGED, MESSAGE_DELETED, NOT_A_MESSAGE, THREAD_ON_THREAD,
                    CURSOR_BEYOND_HEAD, RESYNC_REQUIRED, VERSION_CONFLICT, WRONG_STATE, SHOWN_ONCE ->
                CONFLICT;
            case RATE_LIMITED, OVERLOADED, OUT_OF_ORDER -> THROTTLED;
            case DRAINING, UNAVAILABLE -> UNREACHABLE;
            case OUTCOME_UNKNOWN -> PENDING;
            case INTERNAL -> ExitCode.INTERNAL;
        };
    }
}
