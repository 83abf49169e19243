package dev.gapless.fanout;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The root of what this module throws: topics that cannot be made or differ, an app that does not start.
///
/// The message says the offending value, then what was expected.
public final class FanoutException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    FanoutException(String message) {
        super(message);
    }

    public FanoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
