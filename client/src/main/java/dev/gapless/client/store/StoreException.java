package dev.gapless.client.store;

import java.io.Serial;

/// A store could not be read or written, or another process holds it. The message names the file.
public final class StoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
