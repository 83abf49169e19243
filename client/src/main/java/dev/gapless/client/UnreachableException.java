package dev.gapless.client;

import java.io.Serial;
import java.net.URI;

/// No answer came: no server could be reached, or the connection broke, or the time was up.
public final class UnreachableException extends ClientException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean definite;

    UnreachableException(URI server, boolean definite, String message, Throwable cause) {
        super(server.getScheme() + "://" + server.getAuthority() + ": " + message, cause);
        this.definite = definite;
    }

    /// True if the request surely did not reach a server; false if it may have been carried out.
    @Override
    public boolean definite() {
        return definite;
    }
}
