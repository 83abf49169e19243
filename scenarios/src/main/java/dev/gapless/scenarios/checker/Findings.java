package dev.gapless.scenarios.checker;

import java.util.ArrayList;
import java.util.List;

/// What a checker found: how much it looked at, and the first violations.
///
/// Mutated only by its checker.
final class Findings {
    /// Violations that are kept; more are only counted.
    static final int KEPT = 100;

    private final List<Violation> kept = new ArrayList<>();
    private long checked;
    private long violations;

    void looked() {
        checked++;
    }

    void looked(long times) {
        checked += times;
    }

    void violated(Violation violation) {
        violations++;
        if (kept.size() < KEPT) {
            kept.add(violation);
        }
    }

    long checked() {
        return checked;
    }

    long violations() {
        return violations;
    }

    List<Violation> kept() {
        return List.copyOf(kept);
    }
}
