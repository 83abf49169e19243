package dev.gapless.devstack;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.StackState.Child;
import dev.gapless.devstack.process.ChildJvm;
import dev.gapless.devstack.process.ChildProcess;
import dev.gapless.devstack.process.HttpProbe;
import dev.gapless.devstack.process.LeftBehind;
import dev.gapless.devstack.process.Ports;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.protocol.tls.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A role in a JVM of its own, a gateway or the fan-out with the inbox, on a port that it keeps: it answers `/health/ready` there.
///
/// The methods may be called by several threads; starts and stops wait for each other.
public final class RoleProcess implements AutoCloseable {
    private static final int HEAP_MB = 512;
    private static final Duration START_DEADLINE = Duration.ofSeconds(90);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);

    private final String name;
    private final Port port;
    private final Path directory;
    private final Path config;
    private final Class<?> mainClass;
    private @Nullable ChildProcess process;
    private Optional<PlantedBug> bug = Optional.empty();

    /// Where a role listens.
    ///
    /// @param number on 127.0.0.1
    /// @param authority who vouches for its certificate, if it speaks TLS
    record Port(int number, Optional<Path> authority) {}

    private RoleProcess(String name, Class<?> mainClass, Port port, Path directory, Path config) {
        this.name = name;
        this.mainClass = mainClass;
        this.port = port;
        this.directory = directory;
        this.config = config;
    }

    /// Prepares a role; [#start] starts it.
    ///
    /// @param name for messages and file names, such as `gateway-1`
    /// @param mainClass what runs, with `--config FILE`
    /// @param directory for its settings and its log
    static RoleProcess of(
            String name, Class<?> mainClass, Port port, Path directory, Map<String, String> settings) {
        Path config = directory.resolve(name + ".properties");
        var text = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((key, value) -> text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
        StateFile.write(config, text.toString());
        return new RoleProcess(name, mainClass, port, directory, config);
    }

    /// Starts the role, again after [#stop] or [#kill], and waits until it is ready.
    public synchronized void start() {
        launch();
        awaitReady();
    }

    /// From the next start on, the role has this bug, or none.
    public synchronized void plant(Optional<PlantedBug> planted) {
        bug = planted;
    }

    /// Starts the process without waiting.
    synchronized void launch() {
        if (alive()) {
            return;
        }
        LeftBehind.end(config.toString(), STOP_DEADLINE);
        Ports.requireFree(name, port.number(), "end the program that uses it, or choose another with --port");
        process = ChildJvm.start(
                name,
                Problem.ROLE_FAILED,
                HEAP_MB,
                bug.map(planted -> List.of("-D" + PlantedBug.PROPERTY + "=" + planted.text())).orElse(List.of()),
                mainClass.getName(),
                List.of("--config", config.toString()),
                directory,
                directory.resolve(name + ".log"));
    }

    synchronized void awaitReady() {
        if (process != null) {
            HttpProbe probe = port.authority().map(Trust::in).map(HttpProbe::new).orElseGet(HttpProbe::new);
            process.awaitCondition(() -> probe.answersOk(url().resolve("/health/ready")), START_DEADLINE);
        }
    }

    /// Stops the role in order: a gateway drains its connections.
    public synchronized void stop() {
        if (process != null) {
            process.terminate(STOP_DEADLINE);
            process = null;
        }
    }

    /// Kills the role with SIGKILL.
    public synchronized void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    public synchronized boolean alive() {
        return process != null && process.alive();
    }

    /// Its process.
    ///
    /// @throws IllegalStateException if it is stopped
    public synchronized long pid() {
        if (process == null) {
            throw new IllegalStateException(name + " is stopped");
        }
        return process.pid();
    }

    public URI url() {
        return URI.create(
                (port.authority().isPresent() ? "https" : "http") + "://127.0.0.1:" + port.number());
    }

    Child child() {
        return new Child(name, pid(), config.toString());
    }

    @Override
    public void close() {
        stop();
    }
}
