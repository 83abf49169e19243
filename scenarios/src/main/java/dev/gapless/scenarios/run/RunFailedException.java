package dev.gapless.scenarios.run;

import java.io.Serial;

/// The run itself went wrong, so that it says nothing about the system.
public final class RunFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public RunFailedException(String message) {
        super(message);
    }

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
