package dev.gapless.fanout.inbox;

import java.io.Serial;

/// The inbox cannot be started: settings, a port, a secret, or Kafka Streams itself.
public final class InboxException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    InboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
