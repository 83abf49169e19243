package dev.gapless.schema.job;

import java.util.Locale;

/// How a job stands.
public enum JobState {
    /// It waits, or is worked on.
    OPEN(1),
    /// All is done.
    DONE(2),
    /// It was given up.
    FAILED(3);

    private final int number;

    JobState(int number) {
        this.number = number;
    }

    /// As stored.
    public int number() {
        return number;
    }

    /// As the API names it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state of a stored number; one of a later release is none to work on.
    public static JobState of(int number) {
        return switch (number) {
            case 1 -> OPEN;
            case 2 -> DONE;
            default -> FAILED;
        };
    }
}
