package dev.gapless.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An access token. It is never printed: [#toString] shows nothing of it.
public final class Token {
    private static final int MAX_LENGTH = 512;

    private final String text;

    private Token(String text) {
        this.text = text;
    }

    /// A token from its text; blanks around it are dropped.
    ///
    /// @throws IllegalArgumentException if it is empty, too long or holds characters that no token has
    public static Token of(String text) {
        String stripped = text.strip();
        boolean fine = !stripped.isEmpty()
                && stripped.length() <= MAX_LENGTH
                && stripped.chars().allMatch(c -> c > ' ' && c <= '~');
        if (!fine) {
            throw new IllegalArgumentException(
                    "token: not shown (expected: 1 to " + MAX_LENGTH + " printable ASCII characters without blanks)");
        }
        return new Token(stripped);
    }

    /// A token from a file that holds nothing else.
    ///
    /// @throws IOException if the file cannot be read
    public static Token read(Path file) throws IOException {
        return of(Files.readString(file));
    }

    /// The secret itself, for a header or for a file that only the owner can read.
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Token that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "Token[not shown]";
    }
}
