package dev.gapless.cli.demo;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.stack.LogTail;
import dev.gapless.cli.stack.Relaunch;
import dev.gapless.devstack.StackState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The server of the demo: a whole stack in a JVM of its own, that can be killed and started again on the same data and the same
/// port. Calls wait for each other, so that the end of the program may come at any time.
final class DemoServer implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofMinutes(4);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int LOG_LINES = 20;

    private final Path directory;
    private final Path log;
    private @Nullable Process process;
    private String port = "0";
    private String adminPort = "0";
    private boolean closed;

    /// @param directory for data, log and contexts
    DemoServer(Path directory) {
        this.directory = directory;
        this.log = directory.resolve("server.log");
    }

    /// Starts it and waits until it is ready.
    StackState start() throws InterruptedException {
        launch();
        long deadline = System.nanoTime() + START_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<StackState> state = ready();
            if (state.isPresent()) {
                port = Integer.toString(state.get().servers().getFirst().getPort());
                adminPort = Integer.toString(state.get().admin().getPort());
                return state.get();
            }
        }
        throw failed("not ready in " + START_WITHIN.toMinutes() + " minutes");
    }

    /// Ends it with SIGKILL, as a power cut would.
    synchronized void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor();
        }
    }

    private synchronized void launch() {
        if (closed) {
            throw failed("stopped");
        }
        Relaunch up = new Relaunch(
                List.of("up", "--data", data().toString(), "--port", port, "--admin-port", adminPort),
                Map.of("XDG_CONFIG_HOME", directory.resolve("config").toString()),
                log);
        try {
            process = up.startTied();
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private Optional<StackState> ready() throws InterruptedException {
        Process started = process;
        if (started == null) {
            throw failed("stopped");
        }
        if (started.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            throw failed("it ended with exit code " + started.exitValue());
        }
        return StackState.read(data()).filter(state -> state.pid() == started.pid());
    }

    private Path data() {
        return directory.resolve("data");
    }

    private CliFailure failed(String why) {
        String end = String.join("\n  ", LogTail.last(log, LOG_LINES));
        return new CliFailure(
                ExitCode.FAILED,
                "no-server",
                "the demo's server: " + why,
                "the end of its log says why:\n  " + end);
    }

    /// Stops it in order, or with SIGKILL if that takes too long, and whatever a killed one has left.
    @Override
    public synchronized void close() {
        closed = true;
        Process running = process;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    running.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                running.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        StackState.read(data()).ifPresent(left -> left.stop(STOP_WITHIN));
    }
}
