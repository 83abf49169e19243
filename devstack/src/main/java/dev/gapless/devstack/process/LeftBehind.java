package dev.gapless.devstack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds and ends processes of an earlier stack whose JVM was killed. A process is ours if one of its arguments is exactly the
/// given one, which holds the path of our data directory; process ids alone prove nothing, since they are used again.
public final class LeftBehind {
    private static final Logger log = LoggerFactory.getLogger(LeftBehind.class);

    private LeftBehind() {}

    /// Living processes with this argument.
    public static List<ProcessHandle> withArgument(String argument) {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != ProcessHandle.current().pid())
                .filter(handle -> hasArgument(handle.pid(), argument))
                // The leash of a server names its argument too, and ends by itself.
                .filter(handle -> !hasArgument(handle.pid(), "gapless-leash"))
                .toList();
    }

    /// Whether a living process has this argument.
    public static boolean hasArgument(long pid, String argument) {
        try {
            String line =
                    Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
            String wanted = new String(argument.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return Arrays.asList(line.split("\0")).contains(wanted);
        } catch (IOException e) {
            return false; // ended in between, or not ours to read
        }
    }

    /// Ends all processes with this argument: SIGTERM, and SIGKILL after the deadline.
    ///
    /// @return how many there were
    public static int end(String argument, Duration deadline) {
        List<ProcessHandle> found = withArgument(argument);
        for (ProcessHandle handle : found) {
            log.warn("ending a process that an earlier stack left pid={} argument={}", handle.pid(), argument);
            handle.destroy();
        }
        found.forEach(handle -> awaitEnd(handle, deadline));
        return found.size();
    }

    private static void awaitEnd(ProcessHandle handle, Duration deadline) {
        try {
            handle.onExit().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("killing a process that does not end pid={}", handle.pid());
            handle.destroyForcibly();
            handle.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("process " + handle.pid(), e);
        }
    }
}
