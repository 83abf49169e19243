package dev.gapless.schema.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a job does.
public enum JobKind {
    /// Removes what is older than the rules say.
    RETENTION(1),
    /// Copies a workspace into files.
    EXPORT(2),
    /// Fills a workspace from such files.
    IMPORT(3),
    /// Removes a deleted workspace.
    PURGE(4);

    private final int number;

    JobKind(int number) {
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

    /// The kind of a stored number; empty for one of a later release.
    public static Optional<JobKind> find(int number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }
}
