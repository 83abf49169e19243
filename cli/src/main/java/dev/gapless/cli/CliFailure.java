package dev.gapless.cli;

import dev.gapless.protocol.error.ErrorCode;
import java.io.Serial;

/// A command cannot go on: what is wrong, and what the person should do next. Shown as two lines, never as a stack trace.
public final class CliFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ExitCode exit;
    private final String what;
    private final String code;
    private final String next;

    /// @param exit how the command ends
    /// @param code short stable name of the case, such as `no-context`
    /// @param what the offending value, then what was expected
    /// @param next what to do, a command if there is one
    public CliFailure(ExitCode exit, String code, String what, String next) {
        super(what, null, false, false);
        this.exit = exit;
        this.what = what;
        this.code = code;
        this.next = next;
    }

    /// A mistake on the command line that picocli cannot see.
    public static CliFailure usage(String what, String next) {
        return new CliFailure(ExitCode.USAGE, "usage", what, next);
    }

    /// A refusal with a code of the wire that was found on this side of it.
    public static CliFailure of(ErrorCode code, String what) {
        return new CliFailure(ExitCode.of(code), code.text(), what, code.next());
    }

    /// Same case, better advice.
    public CliFailure withNext(String better) {
        return new CliFailure(exit, code, what, better);
    }

    public ExitCode exit() {
        return exit;
    }

    public String what() {
        return what;
    }

    public String code() {
        return code;
    }

    public String next() {
        return next;
    }
}
