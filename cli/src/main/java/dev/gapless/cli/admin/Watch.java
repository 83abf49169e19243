package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Results;
import dev.gapless.cli.output.SafeText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// `--watch` of a list: what is there, and from then on what is new, what changed and what is gone. Looks every second. Written by
/// picocli.
public final class Watch {
    private static final long LOOK_EVERY_MS = 1_000;

    @Option(names = "--watch", description = "Go on, and show what is new (+), changed (~) or gone (-).")
    private boolean on;

    @Option(names = "--count", paramLabel = "N", description = "With --watch: end after so many lines.")
    private long count;

    private long printed;

    /// A line for programs.
    ///
    /// @param change new, changed or gone
    /// @param value the row
    record Change(String change, Object value) {}

    /// True if it is asked for.
    public boolean on() {
        return on;
    }

    /// Follows a list until it is interrupted or has shown enough.
    ///
    /// @param look the rows that are there now
    /// @param id tells rows apart
    /// @param text of a row, for people; made safe here
    <T> void follow(Session session, Supplier<List<T>> look, Function<T, String> id, Function<T, String> text) {
        Map<String, T> known = new LinkedHashMap<>();
        CountDownLatch never = new CountDownLatch(1);
        try {
            do {
                Map<String, T> now = new LinkedHashMap<>();
                look.get().forEach(row -> now.put(id.apply(row), row));
                now.forEach((name, row) -> {
                    T before = known.get(name);
                    if (before == null) {
                        print(session, "new", "+ ", row, text);
                    } else if (!before.equals(row)) {
                        print(session, "changed", "~ ", row, text);
                    }
                });
                known.forEach((name, row) -> {
                    if (!now.containsKey(name)) {
                        print(session, "gone", "- ", row, text);
                    }
                });
                known.clear();
                known.putAll(now);
            } while (!enough() && !never.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean enough() {
        return count > 0 && printed >= count;
    }

    private <T> void print(Session session, String change, String mark, T row, Function<T, String> text) {
        if (enough()) {
            return;
        }
        printed++;
        session.world()
                .out()
                .line(session.format().human()
                        ? mark + SafeText.line(text.apply(row)) : Results.json(new Change(change, row)));
    }
}
