package dev.gapless.control.testing;

import dev.gapless.protocol.config.Settings;
import dev.gapless.schema.shard.Shards;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A control plane in a process of its own, which halts in the middle of its work where a test says so, and is started again.
///
/// Leases of the dead are made to end at once and what they left half done to be old, as if the next one had started later.
public final class MortalControl implements AutoCloseable {
    /// What a shell reports for kill -9.
    private static final int KILLED = 137;
    private static final long DEADLINE_S = 120;
    private static final String READY = "ready port=";

    private final Path directory;
    private final Path crashPoints;
    private final Shards shards;
    private final List<String> command;
    private Process process;
    private int port;

    /// Starts it for the first time.
    ///
    /// @param directory of its own
    /// @param shards where its leases are
    /// @param settings of the role
    /// @param places such as `after.job.progress`, with how often it goes by unharmed before
    public static MortalControl start(
            Path directory, Shards shards, Map<String, String> settings, Map<String, Integer> places) {
        try {
            MortalControl control = new MortalControl(directory, shards, settings);
            for (Map.Entry<String, Integer> place : places.entrySet()) {
                Files.writeString(control.crashPoints.resolve(place.getKey()), place.getValue().toString());
            }
            control.begin();
            return control;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MortalControl(Path directory, Shards shards, Map<String, String> settings) throws IOException {
        this.directory = directory;
        this.shards = shards;
        this.crashPoints = Files.createDirectory(directory.resolve("crash-points"));
        Path config = Files.writeString(
                directory.resolve("control.conf"),
                Stream.concat(
                        settings.entrySet().stream()
                                .map(setting -> setting.getKey() + "=" + setting.getValue()),
                        Stream.of("shards.crash-points=" + crashPoints))
                        .collect(Collectors.joining("\n", "", "\n")));
        Settings.parse(Files.readString(config));
        this.command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
                "-cp",
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)),
                "dev.gapless.control.ControlMain", "--config", config.toString());
    }

    private void begin() throws IOException {
        shards.global().transact("test.later", handle -> handle.execute("UPDATE lease SET expires_ms = 1")
                + handle.execute("UPDATE channel_route SET since_ms = 1"));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                .start();
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = out.readLine();
        }
        // None if it is dead already.
        port = line == null ? 0 : Integer.parseInt(line.substring(READY.length()));
    }

    /// Port of the admin API.
    public int port() {
        return port;
    }

    /// Waits until it is dead, at one of the places.
    public void awaitDeath() throws InterruptedException, IOException {
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("still alive; left: " + left());
        }
        if (process.exitValue() != KILLED) {
            throw new AssertionError(
                    "ended with " + process.exitValue() + "\n" + Files.readString(directory.resolve("log")));
        }
    }

    /// Waits until it is dead, and starts it again.
    public void again() throws InterruptedException, IOException {
        awaitDeath();
        begin();
    }

    /// Starts it as often as it dies, until it has died at all of its places and runs.
    public void outlive() throws InterruptedException, IOException {
        int places = left().size();
        while (places > 0) {
            awaitDeath();
            int now = left().size();
            if (now != places - 1) {
                throw new AssertionError("died at none of its places; left: " + left());
            }
            places = now;
            begin();
        }
    }

    private List<String> left() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(crashPoints)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
        return names;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
