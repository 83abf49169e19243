package dev.gapless.bench.soak;

import dev.gapless.bench.BenchReport;
import java.util.List;

/// How a run ended.
///
/// @param report figures
/// @param wrong what was different from what it should be, the first of it; empty if nothing was
public record SoakResult(BenchReport report, List<String> wrong) {
    public SoakResult {
        wrong = List.copyOf(wrong);
    }

    /// True if every count was exact and every act went as it should.
    public boolean exact() {
        return wrong.isEmpty();
    }
}
