package dev.gapless.protocol.quota;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a quota does. Numbers are stored.
public enum QuotaState {
    /// Nothing, not even counting.
    OFF(0),
    /// It counts what would have been over.
    DARK(1),
    /// It slows down what is over.
    SOFT(2),
    /// It refuses what is over.
    HARD(3);

    private final int number;

    QuotaState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// As the wire says it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<QuotaState> find(int number) {
        return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }

    public static Optional<QuotaState> find(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }
}
