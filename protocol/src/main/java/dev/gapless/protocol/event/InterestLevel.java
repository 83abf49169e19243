package dev.gapless.protocol.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a gateway wants of a channel, weakest first. Numbers travel in records.
public enum InterestLevel {
    /// Nothing any more.
    NONE(0),
    /// Only the head, conflated: the channel is not on a screen.
    HEAD(1),
    /// The events themselves.
    FULL(2);

    private final int number;

    InterestLevel(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<InterestLevel> find(int number) {
        return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }

    public static Optional<InterestLevel> find(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }
}
