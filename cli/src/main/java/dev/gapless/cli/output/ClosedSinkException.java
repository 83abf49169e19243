package dev.gapless.cli.output;

import java.io.IOException;
import java.io.Serial;

/// Nobody reads the output any more. Ends the command without a word.
public final class ClosedSinkException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ClosedSinkException(IOException cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
