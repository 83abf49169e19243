package dev.gapless.devstack.kafka;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.process.ChildJvm;
import dev.gapless.devstack.process.ChildProcess;
import dev.gapless.devstack.process.LeftBehind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The broker in a JVM of its own, so that it can be killed or stopped while the gateways live.
///
/// The methods may be called by several threads; starts and stops wait for each other.
public final class BrokerProcess implements AutoCloseable {
    private static final int HEAP_MB = 384;
    private static final Duration START_DEADLINE = Duration.ofSeconds(90);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);

    private final KafkaOptions options;
    private final Path log;
    private @Nullable ChildProcess process;

    private BrokerProcess(KafkaOptions options, Path log) {
        this.options = options;
        this.log = log;
    }

    /// Starts the broker and waits until it serves.
    ///
    /// @param log the file for what it says
    public static BrokerProcess start(KafkaOptions options, Path log) {
        BrokerProcess broker = new BrokerProcess(options, log);
        broker.start();
        return broker;
    }

    /// Starts the broker again after [#stop] or [#kill], on the same ports and data.
    public synchronized void start() {
        if (alive()) {
            return;
        }
        LeftBehind.end(options.directory().toString(), STOP_DEADLINE);
        try {
            Files.createDirectories(options.directory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(List.of(
                options.directory().toString(), Integer.toString(options.port()),
                Integer.toString(options.controllerPort())));
        options.doors().forEach(door -> arguments.add(door.toString()));
        ChildProcess started = ChildJvm.start(
                "kafka", Problem.BROKER_FAILED, HEAP_MB, BrokerMain.class.getName(), arguments, options.directory(),
                log);
        process = started;
        started.awaitLine(BrokerMain.READY, START_DEADLINE);
    }

    /// Stops the broker in order.
    public synchronized void stop() {
        if (process != null) {
            process.terminate(STOP_DEADLINE);
            process = null;
        }
    }

    /// Kills the broker with SIGKILL.
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
            throw new IllegalStateException("kafka is stopped");
        }
        return process.pid();
    }

    public String bootstrap() {
        return options.bootstrap();
    }

    @Override
    public void close() {
        stop();
    }
}
