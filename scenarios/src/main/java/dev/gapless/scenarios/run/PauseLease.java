package dev.gapless.scenarios.run;

import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A process that is stopped, with a lease on it: a shell of its own has it go on when this JVM is gone, however it went, or when the time is up. So
/// nothing that happens to the runner leaves it stopped.
public final class PauseLease {
    /// The shell waits for the end of a pipe from this JVM, or of the time.
    private static final String SCRIPT = "timeout \"$2\" cat > /dev/null; kill -CONT \"$1\"";

    private final long pid;
    private final ChildProcess holder;

    private PauseLease(long pid, ChildProcess holder) {
        this.pid = pid;
        this.holder = holder;
    }

    /// Stops a process.
    ///
    /// @param atMost when it goes on at the latest
    /// @param directory for the log of the shell
    public static PauseLease take(long pid, Duration atMost, Path directory) {
        // First the lease, then the stop: between the two there is nothing to heal.
        ChildProcess holder = ChildProcess.start(
                "lease",
                Problem.ROLE_FAILED,
                List.of("/bin/sh", "-c", SCRIPT, "gapless-lease", Long.toString(pid),
                        Long.toString(Math.max(1, atMost.toSeconds()))),
                directory,
                directory.resolve("lease.log"));
        signal("STOP", pid);
        return new PauseLease(pid, holder);
    }

    /// Has the process go on, and ends the lease.
    public void release() {
        signal("CONT", pid);
        ProcessHandle.of(holder.pid()).ifPresent(shell -> shell.descendants().forEach(ProcessHandle::destroy));
        holder.kill();
    }

    /// Sends a signal, such as `CONT`.
    ///
    /// @throws RunFailedException if there is no such process
    public static void signal(String signal, long pid) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
            if (code != 0) {
                throw new RunFailedException("kill -" + signal + " " + pid + ": exit code " + code + " (expected: 0)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
