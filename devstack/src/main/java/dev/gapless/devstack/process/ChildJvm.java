package dev.gapless.devstack.process;

import dev.gapless.devstack.DevStackException.Problem;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Starts another main class in a JVM of the same version and class path, through [TiedMain], so that it ends with this one.
public final class ChildJvm {
    private ChildJvm() {}

    /// @param name for messages
    /// @param maxHeapMb the child's `-Xmx`
    /// @param mainClass what to run
    /// @param arguments its arguments
    /// @param directory where it runs
    /// @param log its output
    public static ChildProcess start(
            String name,
            Problem problem,
            int maxHeapMb,
            Class<?> mainClass,
            List<String> arguments,
            Path directory,
            Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + maxHeapMb + "m",
                "-XX:+UseCompactObjectHeaders",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        String logging = System.getProperty("java.util.logging.config.file");
        if (logging != null) {
            command.add("-Djava.util.logging.config.file=" + logging);
        }
        command.addAll(List.of("-cp", absoluteClassPath(), TiedMain.class.getName(), mainClass.getName()));
        command.addAll(arguments);
        return ChildProcess.start(name, problem, command, directory, log);
    }

    // The child may run in another directory.
    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
