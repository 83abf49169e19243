package dev.gapless.client.transport;

import java.io.IOException;
import java.io.Serial;

/// The server answered the upgrade with something else than 101.
public final class HandshakeException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    /// @param status HTTP status, 0 if it is not known
    public HandshakeException(int status, String message) {
        super(message);
        this.status = status;
    }

    /// HTTP status of the answer, 0 if it is not known.
    public int status() {
        return status;
    }
}
