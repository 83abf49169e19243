package dev.gapless.devstack.process;

import dev.gapless.devstack.DevStackException.Problem;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Starts another main class in a JVM of the same version and class path, through [TiedMain], so that it ends with this one.
public final class ChildJvm {
    private static final List<String> INHERITED = List.of(
            "-XX:",
            "-Xlog:",
            "-Xshare:",
            "--enable-native-access",
            "--sun-misc-unsafe-memory-access",
            "-Djava.util.logging.",
            "-Dfile.encoding",
            "-Duser.timezone");
    private static final List<String> WRITES_FILES =
            List.of("AOTCacheOutput", "AOTConfiguration", "AOTMode", "ArchiveClassesAtExit", "HeapDump",
                    "FlightRecording", "file=");

    private ChildJvm() {}

    /// Starts the class with the flags and the class path of this JVM.
    ///
    /// @param name for messages
    /// @param maxHeapMb the child's `-Xmx`
    /// @param mainClass name of the class to run
    /// @param arguments its arguments
    /// @param directory where it runs
    /// @param log its output
    public static ChildProcess start(
            String name,
            Problem problem,
            int maxHeapMb,
            String mainClass,
            List<String> arguments,
            Path directory,
            Path log) {
        return start(name, problem, maxHeapMb, List.of(), mainClass, arguments, directory, log);
    }

    /// The same with more flags.
    public static ChildProcess start(
            String name,
            Problem problem,
            int maxHeapMb,
            List<String> flags,
            String mainClass,
            List<String> arguments,
            Path directory,
            Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(inherited(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.add("-Xmx" + maxHeapMb + "m");
        command.addAll(flags);
        command.addAll(List.of("-cp", absoluteClassPath(), TiedMain.class.getName(), mainClass));
        command.addAll(arguments);
        return ChildProcess.start(name, problem, command, directory, log);
    }

    // The child may run in another directory.
    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// The flags of this JVM that its children want too: how to compile, collect, log and load; not heap sizes, debuggers and what writes files.
    static List<String> inherited(List<String> flags) {
        return flags.stream()
                .filter(flag -> INHERITED.stream().anyMatch(flag::startsWith))
                .filter(flag -> WRITES_FILES.stream().noneMatch(flag::contains))
                .toList();
    }
}
