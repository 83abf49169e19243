package dev.gapless.cli.stack;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.devstack.StackState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Starts a stack in the background and waits until it is ready or has failed.
///
/// @param session where progress goes
/// @param directory data directory; the log is in it
record Detached(Session session, Path directory) {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int LOG_LINES = 25;

    /// @throws CliFailure `not-started` after what this start wrote to the log; it ends as the start did
    void run(List<String> arguments) throws InterruptedException {
        // Beside the data directory, not in it: --fresh deletes that.
        Path log = directory.resolveSibling(directory.getFileName() + ".log");
        LogTail tail = new LogTail(log);
        LogTail whole = new LogTail(log);
        Process process = start(new Relaunch(arguments, Map.of(), log), whole);
        Thread giveUp = new Thread(process::destroy, "give-up");
        Runtime.getRuntime().addShutdownHook(giveUp);
        StackState state = await(process, tail, whole);
        Runtime.getRuntime().removeShutdownHook(giveUp);
        StackContexts.write(session, state);
        session.notice("  log      " + log);
        StackNews.ready(session, state, "");
    }

    private StackState await(Process process, LogTail tail, LogTail whole) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            tail.newLines().stream().filter(line -> line.startsWith("· ")).forEach(session::notice);
            Optional<StackState> state = StackState.read(directory).filter(found -> found.pid() == process.pid());
            if (state.isPresent()) {
                return state.get();
            }
            if (process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                ExitCode exit = ExitCode.of(process.exitValue());
                throw notStarted(exit == ExitCode.OK ? ExitCode.FAILED : exit,
                        "it ended with exit code " + process.exitValue(), whole);
            }
        }
        process.destroy();
        throw notStarted(ExitCode.FAILED, "not ready after " + DEADLINE.toMinutes() + " minutes", whole);
    }

    private Process start(Relaunch relaunch, LogTail whole) {
        try {
            return relaunch.start();
        } catch (IOException e) {
            throw notStarted(ExitCode.FAILED, String.valueOf(e.getMessage()), whole);
        }
    }

    private CliFailure notStarted(ExitCode exit, String why, LogTail whole) {
        List<String> lines = whole.newLines();
        session.notice("the end of " + whole.log() + ":");
        lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
                .forEach(line -> session.notice("  " + line));
        return new CliFailure(exit, "not-started", "up: " + why, "read the log above; gapless up shows it all");
    }
}
