package dev.gapless.schema.name;

import java.util.Arrays;
import java.util.Optional;

/// What a name names. Numbers are stored.
public enum NameKind {
    /// A user's handle; the owner is a user.
    HANDLE(1),
    /// A channel's name; the owner is a channel.
    CHANNEL(2),
    /// The people of a direct message, as their ids in order; the owner is a channel.
    DM(3);

    private final int number;

    NameKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static Optional<NameKind> find(int number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }
}
