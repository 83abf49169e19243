package dev.gapless.schema.retention;

import java.util.Arrays;
import java.util.Optional;

/// What a legal hold is on.
public enum HoldKind {
    /// Everything in the workspace.
    WORKSPACE(1),
    /// A channel.
    CHANNEL(2),
    /// What a user wrote or did, and, since a log loses its beginning only, all that came after in the same channel.
    USER(3);

    private final int number;

    HoldKind(int number) {
        this.number = number;
    }

    /// As stored.
    public int number() {
        return number;
    }

    /// The kind of a stored number; empty for one of a later release.
    public static Optional<HoldKind> find(int number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }
}
