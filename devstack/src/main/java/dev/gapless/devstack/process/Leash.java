package dev.gapless.devstack.process;

import dev.gapless.devstack.DevStackException.Problem;
import java.nio.file.Path;
import java.util.List;

/// Ends a foreign program when this JVM is gone, however it went: a shell waits on a pipe from this JVM; when the pipe closes it sends
/// SIGTERM to the process, if that is still the program it was bound to.
///
/// It is a courtesy, not a guarantee: somebody may kill the shell too. So whoever starts a server on a data directory still looks for one that was left.
public final class Leash implements AutoCloseable {
    private static final String SCRIPT =
            "read line; tr '\\0' '\\n' < /proc/$1/cmdline 2>/dev/null | grep -qxF -- \"$2\" && kill -TERM $1";

    private final ChildProcess shell;

    private Leash(ChildProcess shell) {
        this.shell = shell;
    }

    /// Ties a process to the life of this JVM.
    ///
    /// @param pid the process to end
    /// @param argument one of its arguments that no other program has
    /// @param log where a complaint of the shell goes
    public static Leash bind(long pid, String argument, Path directory, Path log) {
        List<String> command = List.of("/bin/sh", "-c", SCRIPT, "gapless-leash", Long.toString(pid), argument);
        return new Leash(ChildProcess.start("leash", Problem.DATABASE_FAILED, command, directory, log));
    }

    /// Lets go of the process without ending it.
    @Override
    public void close() {
        shell.kill();
    }
}
