package dev.gapless.schema.user;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Whether somebody is a person. Numbers are stored.
public enum UserKind {
    PERSON(1),
    BOT(2);

    private final int number;

    UserKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// As the wire says it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<UserKind> find(int number) {
        return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }

    public static Optional<UserKind> find(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }
}
