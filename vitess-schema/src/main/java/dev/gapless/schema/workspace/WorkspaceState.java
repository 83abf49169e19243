package dev.gapless.schema.workspace;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// State of a workspace. Numbers are stored.
public enum WorkspaceState {
    ACTIVE(1),
    /// It can be read; nothing is written.
    SUSPENDED(2),
    /// Nobody gets in; until its purge time it can be brought back.
    DELETED(3),
    /// Its name is taken, its rows may not be there yet.
    RESERVED(4);

    private final int number;

    WorkspaceState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// As the wire says it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<WorkspaceState> find(int number) {
        return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }

    public static Optional<WorkspaceState> find(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }
}
