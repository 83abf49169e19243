package dev.gapless.devstack.process;

import java.io.IOException;
import java.util.Arrays;

/// Runs another main class and ends the JVM when standard input ends, that is, when the parent process is gone, even by `kill -9`.
/// The end is a normal exit: shutdown hooks run.
public final class TiedMain {
    private TiedMain() {}

    /// Runs the class that the first argument names.
    ///
    /// @param args name of the main class, then its arguments
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("parent-watch").start(TiedMain::exitWithParent);
        Class.forName(args[0])
                .getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    }

    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said on this pipe; only its end means something.
            }
        } catch (IOException e) {
            System.err.println("standard input failed: " + e.getMessage());
        }
        System.exit(0);
    }
}
