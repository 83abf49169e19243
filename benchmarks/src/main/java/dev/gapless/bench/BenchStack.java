package dev.gapless.bench;

import dev.gapless.devstack.DatabaseLogin;
import dev.gapless.devstack.StackState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A stack in a JVM of its own, started for one bench on a directory of its own, ended and removed by [#close]; or one that runs already,
/// which stays as it is.
///
/// Used from one thread.
public final class BenchStack implements AutoCloseable {
    private static final String COMMAND = "dev.gapless.cli.GaplessCli";
    private static final Duration READY_DEADLINE = Duration.ofMinutes(2);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final long POLL_MS = 100;

    private final Path directory;
    private final ProcessHandle process;
    private final StackState state;
    private final Optional<Thread> atExit;

    private BenchStack(Path directory, ProcessHandle process, StackState state, Ending ending) {
        this.directory = directory;
        this.process = process;
        this.state = state;
        this.atExit = switch (ending) {
            case STOPPED -> Optional.of(new Thread(this::stop, "bench-stack-stop"));
            case LEFT_RUNNING -> Optional.empty();
        };
        atExit.ifPresent(Runtime.getRuntime()::addShutdownHook);
    }

    /// What becomes of the stack in the end.
    private enum Ending {
        STOPPED,
        LEFT_RUNNING
    }

    /// A stack that runs already.
    ///
    /// @param data its data directory
    /// @throws IllegalArgumentException if none runs there
    public static BenchStack running(Path data) {
        StackState state = StackState.read(data.toAbsolutePath().normalize())
                .filter(StackState::alive)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--data: " + data + " (expected: the data directory of a running stack)"));
        ProcessHandle process = ProcessHandle.of(state.pid())
                .orElseThrow(() -> new IllegalArgumentException("--data: " + data + " (expected: a running stack)"));
        return new BenchStack(data, process, state, Ending.LEFT_RUNNING);
    }

    /// Starts a stack and waits until it is ready.
    ///
    /// @param heap of its JVM, such as `2g`
    /// @param options more options of `gapless up`
    /// @param progress hears what is being done
    public static BenchStack start(String heap, List<String> options, Consumer<String> progress) {
        try {
            Path directory = Files.createTempDirectory("gapless-bench");
            progress.accept("starting a stack in " + directory);
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ownFlags());
            command.addAll(List.of(
                    "-Xmx" + heap,
                    "-cp",
                    System.getProperty("java.class.path"),
                    COMMAND,
                    "up",
                    "--data",
                    directory.resolve("data").toString(),
                    "--port",
                    "0",
                    "--admin-port",
                    "0"));
            command.addAll(options);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("up.log").toFile());
            // Contexts of the person who benches stay as they are.
            builder.environment().put("XDG_CONFIG_HOME", directory.resolve("config").toString());
            Process process = builder.start();
            try {
                return new BenchStack(directory, process.toHandle(), ready(directory, process), Ending.STOPPED);
            } catch (RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public StackState state() {
        return state;
    }

    /// Addresses of the gateways' sockets.
    public List<InetSocketAddress> gateways() {
        return state.servers().stream()
                .map(server -> new InetSocketAddress(server.getHost(), server.getPort()))
                .toList();
    }

    /// A slug for a workspace, which a stack that was measured before has not yet.
    String slug(String prefix) {
        return atExit.isPresent() ? prefix : prefix + "-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    }

    /// A directory on the disk that the stack uses.
    Path directory() {
        return directory;
    }

    /// CPU time that the stack has used so far, with the processes it started.
    Duration cpuTime() {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// Login to the shards, for the floor.
    DatabaseLogin databaseLogin() {
        return DatabaseLogin.of(state.dataDirectory());
    }

    public List<URI> servers() {
        return state.servers();
    }

    /// Resident bytes of the stack's JVM as the kernel counts them; empty where that cannot be read.
    public Optional<Long> residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Heap bytes in use right after a full collection, as the JVM tells through `jcmd`.
    public Optional<Long> heapAfterCollection() {
        run("GC.run");
        return run("GC.heap_info")
                .lines()
                .map(line -> java.util.regex.Pattern.compile("used (\\d+)K").matcher(line))
                .filter(java.util.regex.Matcher::find)
                .map(match -> Long.parseLong(match.group(1)) * 1024)
                .findFirst();
    }

    /// The flags of this JVM, which the launcher chose for roles, but for the heap and the system properties.
    private static List<String> ownFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-") && !flag.startsWith("-Xmx") && !flag.startsWith("-D"))
                .toList();
    }

    private String run(String diagnostic) {
        try {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), diagnostic)
                    .redirectErrorStream(true)
                    .start();
            return new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /// Stops the stack and removes its directory, if it was started for this bench. Done at the latest when this JVM ends.
    @Override
    public void close() {
        if (atExit.isEmpty()) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit.get());
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook is at it.
            return;
        }
        stop();
    }

    private void stop() {
        process.destroy();
        try {
            process.onExit().get(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        state.stop(STOP_DEADLINE);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(BenchStack::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StackState ready(Path directory, Process process) throws IOException {
        long deadline = System.nanoTime() + READY_DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<StackState> state = StackState.read(directory.resolve("data"));
            if (state.isPresent()) {
                return state.get();
            }
            try {
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new IllegalStateException(
                "the stack did not start:\n" + Files.readString(directory.resolve("up.log")));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
