package dev.gapless.server.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Collects what is logged at ERROR anywhere in the process, from creation to closing.
public final class ErrorLog extends Handler {
    private final List<String> errors = new CopyOnWriteArrayList<>();

    public ErrorLog() {
        Logger.getLogger("").addHandler(this);
    }

    public List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void publish(LogRecord event) {
        if (event.getLevel().intValue() >= Level.SEVERE.intValue()) {
            errors.add(event.getLoggerName() + ": " + event.getMessage() + " " + event.getThrown());
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
