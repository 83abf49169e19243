package dev.gapless.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Standard output or standard error: UTF-8 text, written whole lines at a time and flushed, so that a pipe sees each at once.
///
/// When the reader has gone away (`| head`), the first write throws [ClosedSinkException] and the command ends quietly. Any
/// thread may call; calls do not mix.
public final class Sink {
    private final OutputStream target;
    private final boolean terminal;

    /// @param target where bytes go; buffered here only within a call
    /// @param terminal true if a person watches
    public Sink(OutputStream target, boolean terminal) {
        this.target = target;
        this.terminal = terminal;
    }

    /// True if a person watches.
    public boolean terminal() {
        return terminal;
    }

    /// Writes the text and a line feed.
    public void line(String text) {
        write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Writes the text as it is.
    public void text(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes bytes that end where a line ends.
    public synchronized void write(byte[] bytes) {
        try {
            target.write(bytes);
            target.flush();
        } catch (IOException e) {
            throw new ClosedSinkException(e);
        }
    }
}
