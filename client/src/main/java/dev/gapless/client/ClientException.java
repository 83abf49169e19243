package dev.gapless.client;

import java.io.Serial;

/// Root of what this library throws when a request was not answered with success.
public abstract sealed class ClientException extends RuntimeException permits ApiException, UnreachableException {
    @Serial
    private static final long serialVersionUID = 1L;

    ClientException(String message, Throwable cause) {
        super(message, cause);
    }

    ClientException(String message) {
        super(message);
    }

    /// True if what was asked for was surely not done.
    public abstract boolean definite();

    /// The message, never null.
    public final String text() {
        return String.valueOf(getMessage());
    }
}
