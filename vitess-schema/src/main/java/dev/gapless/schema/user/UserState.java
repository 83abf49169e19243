package dev.gapless.schema.user;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// State of a user. Numbers are stored.
public enum UserState {
    ACTIVE(1),
    /// May no longer log in; what the user wrote stays.
    DEACTIVATED(2);

    private final int number;

    UserState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// As the wire says it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<UserState> find(int number) {
        return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }

    public static Optional<UserState> find(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }
}
