package dev.gapless.scenarios.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.scenarios.history.HistoryFile;
import dev.gapless.scenarios.history.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The files of one run: `ROOT/NAME/TIME-SEED/`, with `ROOT/latest` pointing at the last one.
///
/// ```
/// scenario.yaml resolved.json settings     what was asked for
/// schedule.jsonl                           every decision, from the seed
/// journal.jsonl metrics.jsonl              what the run did; numbers by the second
/// history/ops.bin log.bin names.json       what was seen, and the logs
/// results.json junit.xml report.html       what came of it
/// stack/                                   data and logs of a local stack, removed after a run that passed
/// ```
public record RunDirectory(Path path) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String LATEST = "latest";

    /// Makes one.
    public static RunDirectory create(Path root, String scenario, Instant now, long seed) {
        try {
            Path parent = Files.createDirectories(root.resolve(scenario));
            String name = TIME.format(now) + "-" + Long.toString(seed, Character.MAX_RADIX);
            Path path = parent.resolve(name);
            for (int i = 2; Files.exists(path); i++) {
                path = parent.resolve(name + "-" + i);
            }
            Files.createDirectories(path.resolve("history"));
            Path link = root.resolve(LATEST);
            Path fresh = root.resolve(".latest-" + path.getFileName());
            Files.deleteIfExists(fresh);
            Files.createSymbolicLink(fresh, root.relativize(path));
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new RunDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The run that somebody means: a directory, `latest`, or the name of a scenario (its last run).
    public static Optional<RunDirectory> find(Path root, String text) {
        List<Path> candidates = new ArrayList<>();
        candidates.add(Path.of(text));
        candidates.add(root.resolve(text));
        for (Path candidate : candidates) {
            if (isRun(candidate)) {
                try {
                    return Optional.of(new RunDirectory(candidate.toRealPath()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return all(root).stream()
                .filter(run -> run.scenario().equals(text)
                        || run.path().getFileName().toString().equals(text))
                .findFirst();
    }

    /// All runs, the last one first.
    public static List<RunDirectory> all(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> scenarios = Files.list(root)) {
            List<RunDirectory> runs = new ArrayList<>();
            for (Path scenario : scenarios.filter(path -> Files.isDirectory(path) && !Files.isSymbolicLink(path))
                    .toList()) {
                try (Stream<Path> each = Files.list(scenario)) {
                    each.filter(RunDirectory::isRun).map(RunDirectory::new).forEach(runs::add);
                }
            }
            runs.sort(Comparator.comparing((RunDirectory run) -> run.path().getFileName().toString()).reversed());
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRun(Path path) {
        return Files.isRegularFile(path.resolve("scenario.yaml"));
    }

    /// The name of the scenario.
    public String scenario() {
        Path parent = path.getParent();
        return parent == null ? "" : parent.getFileName().toString();
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    public HistoryFile ops() {
        return new HistoryFile(path.resolve("history/ops.bin"));
    }

    public HistoryFile logs() {
        return new HistoryFile(path.resolve("history/log.bin"));
    }

    /// Who the numbers are.
    public Names names() {
        try {
            return JSON.readValue(path.resolve("history/names.json").toFile(), Names.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void names(Names names) {
        try {
            JSON.writeValue(path.resolve("history/names.json").toFile(), names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String name) {
        try {
            return Files.readString(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a file that somebody asked for elsewhere.
    public static void export(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(String name, String text) {
        try {
            Files.writeString(path.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
