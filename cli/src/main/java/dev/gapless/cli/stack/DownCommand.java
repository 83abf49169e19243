package dev.gapless.cli.stack;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.devstack.StackState;
import dev.gapless.protocol.config.ConfigKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        description = "Stop the server that `gapless up` started here.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless down", "  gapless down --data /tmp/stack --timeout 5s"})
final class DownCommand implements Runnable {
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private DataDirectory data;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long it may take to end in order before it is killed (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String timeout;

    DownCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Path directory = data.path(session);
        Optional<StackState> state = StackState.read(directory);
        if (state.isEmpty()) {
            session.notice("nothing runs on " + directory);
            return;
        }
        switch (state.get().stop(deadline())) {
            case STOPPED -> session.notice("stopped pid " + state.get().pid());
            case WAS_NOT_RUNNING -> session.notice("it was not running any more; what it left is gone now");
            case STILL_RUNNING -> kill(state.get());
        }
    }

    private void kill(StackState state) {
        session.notice("pid " + state.pid() + " does not end in " + timeout + ", killing it; nothing acked is lost");
        if (state.alive()) {
            ProcessHandle.of(state.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        if (state.stop(AFTER_KILL) == StackState.StopOutcome.STILL_RUNNING) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "still-running",
                    "pid " + state.pid() + ": runs on after kill -9 (expected: gone)",
                    "look at it with ps; it may hang in the kernel");
        }
        session.notice("killed pid " + state.pid());
    }

    private Duration deadline() {
        try {
            return ConfigKey.parseDuration(timeout);
        } catch (IllegalArgumentException e) {
            throw CliFailure.usage("--timeout: " + e.getMessage(), "gapless down --help");
        }
    }
}
