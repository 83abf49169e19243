package dev.gapless.devstack.process;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One child process with its log file.
///
/// It runs in its own session where `setsid` exists, so that Ctrl-C at the terminal reaches only the parent, which then stops its children in
/// order. Standard output and error go to the log file; standard input is a pipe that closes when this JVM ends.
///
/// Safe for use by several threads; [#awaitLine] belongs to the thread that started it.
public final class ChildProcess {
    private static final long POLL_MS = 10;
    private static final long LOG_ROTATION_BYTES = 8L << 20;
    private static final int LOG_WINDOW_BYTES = 256 << 10;
    private static final int SHOWN_LOG_LINES = 20;
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

    private final String name;
    private final Problem problem;
    private final Path log;
    private final long logStart;
    private final Process process;

    private ChildProcess(String name, Problem problem, Path log, long logStart, Process process) {
        this.name = name;
        this.problem = problem;
        this.log = log;
        this.logStart = logStart;
        this.process = process;
    }

    /// Starts a command.
    ///
    /// @param name for messages, such as `mariadb -80`
    /// @param problem what its failure is
    /// @param command program and arguments
    /// @param workingDirectory where it runs
    /// @param log file that output is appended to; one older file is kept
    /// @throws DevStackException if the program cannot be started at all
    public static ChildProcess start(
            String name, Problem problem, List<String> command, Path workingDirectory, Path log) {
        try {
            if (Files.exists(log) && Files.size(log) > LOG_ROTATION_BYTES) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            Process process = new ProcessBuilder(Sessions.own(command))
                    .directory(workingDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ChildProcess(name, problem, log, logStart, process);
        } catch (IOException e) {
            throw new DevStackException(problem, name + ": cannot start " + command.getFirst() + ": " + e.getMessage(),
                    e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Waits until the log, from this start on, has a line with the text.
    ///
    /// @throws DevStackException with the last lines of the log, if the process ends or the deadline passes first
    public void awaitLine(String text, Duration deadline) {
        awaitCondition(() -> logSince().contains(text), deadline);
    }

    /// Waits until the condition holds; it is asked every few milliseconds.
    ///
    /// @throws DevStackException with the last lines of the log, if the process ends or the deadline passes first
    public void awaitCondition(Condition condition, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.holds()) {
            // Waiting for the process is also the pause between two looks.
            if (waitFor(Duration.ofMillis(POLL_MS))) {
                throw new DevStackException(problem,
                        name + ": ended with exit code " + process.exitValue() + "; " + logTail());
            }
            if (System.nanoTime() > end) {
                kill();
                throw new DevStackException(problem,
                        name + ": not ready after " + deadline.toSeconds() + " s; " + logTail());
            }
        }
    }

    /// Asks the process to end (SIGTERM), and kills it if it did not by the deadline.
    public void terminate(Duration deadline) {
        process.destroy();
        if (!waitFor(deadline)) {
            kill();
        }
    }

    /// Ends the process as `kill -9` does, and waits until it is gone.
    public void kill() {
        process.destroyForcibly();
        if (!waitFor(KILL_DEADLINE)) {
            throw new DevStackException(problem, name + ": process " + pid() + " does not die");
        }
    }

    /// Waits for the end of the process.
    ///
    /// @return whether it ended in time
    public boolean waitFor(Duration deadline) {
        try {
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new DevStackException(problem, name + ": interrupted while waiting", e);
        }
    }

    /// What the log got since this start, at most the last quarter of a megabyte.
    public String logSince() {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(logStart, file.length() - LOG_WINDOW_BYTES);
            byte[] bytes = new byte[(int) Math.max(0, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot read " + log, e);
        }
    }

    private String logTail() {
        List<String> lines = logSince().lines().toList();
        List<String> shown = lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size());
        return shown.isEmpty() ? log + " is empty" : "end of " + log + ":\n" + String.join("\n", shown);
    }

    /// A state of the world that can be asked for.
    @FunctionalInterface
    public interface Condition {
        boolean holds();
    }
}
