package dev.gapless.fanout.inbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/// What callers of the internal port have to know: the text of a file, the same on all instances and gateways. Never printed.
final class InboxSecret {
    private static final int MIN_CHARS = 16;

    private final String text;

    private InboxSecret(String text) {
        this.text = text;
    }

    /// @throws InboxException if the file cannot be read or says too little
    static InboxSecret read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (text.length() < MIN_CHARS) {
                throw new IOException("too short (expected: " + MIN_CHARS + " characters or more)");
            }
            return new InboxSecret(text);
        } catch (IOException e) {
            throw new InboxException("inbox.secret-file: " + file + ": " + e.getMessage(), e);
        }
    }

    String text() {
        return text;
    }

    /// Compares in a time that does not tell how much of it is right.
    boolean is(String given) {
        return MessageDigest.isEqual(
                text.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "secret";
    }
}
