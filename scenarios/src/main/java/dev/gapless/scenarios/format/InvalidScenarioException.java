package dev.gapless.scenarios.format;

import java.io.Serial;
import java.util.List;

/// A file is no scenario; it says all that is wrong with it.
public final class InvalidScenarioException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final transient List<Mistake> mistakes;

    InvalidScenarioException(String file, List<Mistake> mistakes) {
        super(file + ":" + mistakes.getFirst());
        this.file = file;
        this.mistakes = List.copyOf(mistakes);
    }

    /// The name of the file, as it was given.
    public String file() {
        return file;
    }

    /// In the order of the file; at least one.
    public List<Mistake> mistakes() {
        return mistakes;
    }

    /// `file:line:column: message`, one per mistake, as editors and people read it.
    public List<String> lines() {
        return mistakes.stream().map(mistake -> file + ":" + mistake).toList();
    }
}
