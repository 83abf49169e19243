package dev.gapless.cli.stack;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Runs this program again in a process of its own: same JVM, same flags, same class path, other arguments.
///
/// @param arguments of the command
/// @param variables environment variables that differ
/// @param log file that gets all output, appended
public record Relaunch(List<String> arguments, Map<String, String> variables, Path log) {
    private static final String MAIN = "dev.gapless.cli.GaplessCli";
    /// Runs another main class, and ends when its standard input does.
    private static final String TIED_MAIN = "dev.gapless.devstack.process.TiedMain";

    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    public Relaunch {
        arguments = List.copyOf(arguments);
        variables = Map.copyOf(variables);
    }

    /// Starts it in a session of its own, so that Ctrl-C in this terminal does not reach it and it outlives the terminal.
    ///
    /// @throws IOException if the process cannot be started
    public Process start() throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        return builder.start();
    }

    /// Starts it so that it ends, in order, when this process does, however this one ends.
    ///
    /// @throws IOException if the process cannot be started
    public Process startTied() throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        List<String> command = command();
        command.add(command.indexOf(MAIN), TIED_MAIN);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        return builder.start();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent(setsid -> command.add(setsid.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-XX:AOTCacheOutput"))
                .forEach(command::add);
        command.add("-cp");
        command.add(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        command.addAll(arguments);
        return command;
    }
}
