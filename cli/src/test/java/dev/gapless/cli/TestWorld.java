package dev.gapless.cli;

import dev.gapless.cli.output.Sink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/// A machine without terminals whose streams are captured.
final class TestWorld {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final Map<String, String> variables = new HashMap<>();
    Supplier<Random> randoms = () -> new Random(1);
    Clock clock = Clock.fixed(Instant.parse("2026-11-22T09:41:07Z"), ZoneOffset.UTC);
    private final Path home;

    TestWorld(Path home) {
        this.home = home;
    }

    /// Runs a command line; what it wrote before is forgotten.
    int run(String... args) {
        return runWith("", args);
    }

    int runWith(String input, String... args) {
        out.reset();
        err.reset();
        return GaplessCli.run(surroundings(input), List.of(args));
    }

    Surroundings surroundings(String input) {
        return new Surroundings(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new Sink(out, false),
                new Sink(err, false),
                false,
                variables,
                home,
                clock,
                randoms.get());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
