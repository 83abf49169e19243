package dev.gapless.control.job;

import dev.gapless.protocol.codec.ApiCodec;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How far a job is; the column `job.progress`.
///
/// @param phase what it is at, in one word
/// @param after where it goes on in that phase; 0 at its beginning
/// @param counts what it has done, by name
/// @param marks what else it must know to go on, by name
public record JobProgress(String phase, long after, Map<String, Long> counts, Map<String, String> marks) {
    public JobProgress {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
        marks = Collections.unmodifiableMap(new TreeMap<>(marks));
    }

    /// At the beginning of a job.
    public static JobProgress begin(String phase) {
        return new JobProgress(phase, 0, Map.of(), Map.of());
    }

    static JobProgress read(String json) {
        return ApiCodec.read(json.getBytes(StandardCharsets.UTF_8), JobProgress.class);
    }

    /// As it is stored.
    public String json() {
        return ApiCodec.text(this);
    }

    /// At the beginning of another phase.
    public JobProgress to(String next) {
        return new JobProgress(next, 0, counts, marks);
    }

    /// Further in this phase.
    public JobProgress at(long place) {
        return new JobProgress(phase, place, counts, marks);
    }

    /// With more done.
    public JobProgress plus(String name, long more) {
        Map<String, Long> sums = new TreeMap<>(counts);
        sums.merge(name, more, Long::sum);
        return new JobProgress(phase, after, sums, marks);
    }

    /// With something to remember.
    public JobProgress mark(String name, String value) {
        Map<String, String> more = new TreeMap<>(marks);
        more.put(name, value);
        return new JobProgress(phase, after, counts, more);
    }

    public long count(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
