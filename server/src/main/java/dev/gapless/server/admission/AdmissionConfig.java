package dev.gapless.server.admission;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.time.Duration;
import java.util.List;

/// Budgets of reads that cost more than one row.
///
/// @param cold cold starts at a time
/// @param resume resumes at a time
/// @param live requests of people at work at a time
/// @param patience how long one waits for its turn before it is refused
public record AdmissionConfig(int cold, int resume, int live, Duration patience) {
    public static final ConfigKey<Integer> COLD = ConfigKey.number(
            "sync.cold", 4, 1, 10_000, "Cold starts that are answered at a time; more wait, then come again.");
    public static final ConfigKey<Integer> RESUME = ConfigKey.number(
            "sync.resume", 16, 1, 10_000, "Resumes that are answered at a time; more wait, then come again.");
    public static final ConfigKey<Integer> LIVE = ConfigKey.number(
            "sync.live", 32, 1, 10_000, "Requests for counts, mentions and searches that are answered at a time.");
    public static final ConfigKey<Duration> PATIENCE =
            ConfigKey.duration("sync.patience", "2s", "How long such a request waits for its turn.");
    public static final List<ConfigKey<?>> KEYS = List.of(COLD, RESUME, LIVE, PATIENCE);

    public static AdmissionConfig from(Settings settings) {
        return new AdmissionConfig(
                settings.get(COLD), settings.get(RESUME), settings.get(LIVE), settings.get(PATIENCE));
    }
}
