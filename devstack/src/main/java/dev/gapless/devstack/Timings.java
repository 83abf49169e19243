package dev.gapless.devstack;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// How long the parts of a start took. Parts that ran at the same time overlap, so the sum is more than the whole.
///
/// Safe for use by several threads.
public final class Timings {
    private final long start = System.nanoTime();
    private final Map<String, Duration> parts = new LinkedHashMap<>();

    <T> T time(String part, Supplier<T> work) {
        long begin = System.nanoTime();
        try {
            return work.get();
        } finally {
            put(part, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    void time(String part, Runnable work) {
        time(part, () -> {
            work.run();
            return part;
        });
    }

    /// Since this object was made.
    Duration soFar() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// Parts in the order in which they were done.
    public Map<String, Duration> parts() {
        synchronized (parts) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }
    }

    /// One line, such as `mariadb 312 ms, kafka 2104 ms`.
    public String text() {
        synchronized (parts) {
            return String.join(
                    ", ",
                    parts.entrySet().stream()
                            .map(part -> part.getKey() + " " + part.getValue().toMillis() + " ms")
                            .toList());
        }
    }

    private void put(String part, Duration took) {
        synchronized (parts) {
            parts.put(part, took);
        }
    }
}
