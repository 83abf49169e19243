package dev.gapless.control;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The root of what keeps the control plane from starting. Refusals of single requests are
/// [dev.gapless.protocol.error.GaplessException]s.
public final class ControlException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ControlException(String message) {
        super(message);
    }

    public ControlException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
