package dev.gapless.devstack;

import java.io.Serial;

/// The stack, or a part of it, cannot start or stop as asked. The message says what was found and what to do about it.
public final class DevStackException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    public DevStackException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    public DevStackException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    /// Never null.
    @Override
    public String getMessage() { return String.valueOf(super.getMessage()); }

    public Problem problem() {
        return problem;
    }

    /// What went wrong, for exit codes and hints.
    public enum Problem {
        /// Another stack runs on the data directory.
        DATA_DIRECTORY_IN_USE,
        /// The data or cache directory cannot be made, read or written, or its disk is full.
        DATA_DIRECTORY_UNUSABLE,
        /// The data directory was made with other options (number of shards, database processes).
        DATA_DIRECTORY_MISMATCH,
        /// A port that was asked for is taken.
        PORT_IN_USE,
        /// No embedded database exists for this operating system or processor.
        UNSUPPORTED_PLATFORM,
        /// A database server did not start or stop.
        DATABASE_FAILED,
        /// The broker did not start or stop.
        BROKER_FAILED,
        /// A gateway, the fan-out or the control plane did not start.
        ROLE_FAILED
    }
}
