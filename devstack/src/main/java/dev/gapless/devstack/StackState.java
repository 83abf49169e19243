package dev.gapless.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gapless.devstack.process.LeftBehind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What runs on a data directory: `stack.json`, written when the stack is ready and removed when it stops in order. Other processes (`status`, `down`)
/// read it.
///
/// @param dataDirectory where the file is
/// @param pid the JVM of the stack
/// @param processStart when that JVM started, to tell it from a later process with the same id
/// @param ready how long the start took
/// @param servers base URLs of the gateways
/// @param admin base URL of the control plane
/// @param operatorToken file with the operator's token
/// @param kafka bootstrap address
/// @param inbox base URL of the inbox's internal port
/// @param inboxSecret file with what callers of that port have to know
/// @param authority PEM of who vouches for the roles' certificates, if they speak TLS
/// @param shards names and JDBC URLs, in key order
/// @param children processes of the stack besides its JVM
public record StackState(
        Path dataDirectory,
        long pid,
        Instant processStart,
        Duration ready,
        List<URI> servers,
        URI admin,
        Path operatorToken,
        String kafka,
        URI inbox,
        Path inboxSecret,
        Optional<Path> authority,
        List<ShardAddress> shards,
        List<Child> children) {
    private static final String FILE = "stack.json";
    private static final Duration ORPHAN_DEADLINE = Duration.ofSeconds(30);

    public StackState {
        servers = List.copyOf(servers);
        shards = List.copyOf(shards);
        children = List.copyOf(children);
    }

    /// A child process.
    ///
    /// @param name such as `mariadb shared`
    /// @param pid its process id
    /// @param argument one of its arguments that no other program has
    public record Child(String name, long pid, String argument) {}

    /// A shard and where it is.
    ///
    /// @param name such as `-80`
    /// @param jdbcUrl without user and password
    public record ShardAddress(String name, String jdbcUrl) {}

    /// How a stop went.
    public enum StopOutcome {
        STOPPED,
        /// There was nothing to stop, or only children that a killed stack had left; they are gone now.
        WAS_NOT_RUNNING,
        /// It got the signal and did not end in time.
        STILL_RUNNING
    }

    /// The state of the stack that runs, or was killed, on the directory.
    public static Optional<StackState> read(Path dataDirectory) {
        return StateFile.readJson(dataDirectory.resolve(FILE)).map(node -> fromJson(dataDirectory, node));
    }

    /// Whether the JVM of the stack lives.
    public boolean alive() {
        return handle().isPresent();
    }

    /// Ends the stack with SIGTERM and waits; also ends children that a killed stack left.
    public StopOutcome stop(Duration deadline) {
        Optional<ProcessHandle> handle = handle();
        if (handle.isPresent()) {
            handle.get().destroy();
            if (!ended(handle.get(), deadline)) {
                return StopOutcome.STILL_RUNNING;
            }
        }
        children.forEach(child -> LeftBehind.end(child.argument(), ORPHAN_DEADLINE));
        remove(dataDirectory);
        return handle.isPresent() ? StopOutcome.STOPPED : StopOutcome.WAS_NOT_RUNNING;
    }

    void write() {
        StateFile.writeJson(dataDirectory.resolve(FILE), toJson());
    }

    static void remove(Path dataDirectory) {
        try {
            Files.deleteIfExists(dataDirectory.resolve(FILE));
        } catch (IOException e) {
            throw new DevStackException(
                    DevStackException.Problem.DATA_DIRECTORY_UNUSABLE, dataDirectory + ": cannot be written: " + e, e);
        }
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> !zombie(handle.pid()))
                .filter(handle -> handle.info().startInstant().map(processStart::equals).orElse(true));
    }

    /// Whether the process is dead and only waits for its parent to notice: it holds nothing any more. False where the kernel does
    /// not tell.
    private static boolean zombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean ended(ProcessHandle handle, Duration deadline) {
        try {
            handle.onExit().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("process " + handle.pid(), e);
        }
    }

    private ObjectNode toJson() {
        ObjectNode node = StateFile.object();
        node.put("pid", pid);
        node.put("process_start", processStart.toString());
        node.put("ready_ms", ready.toMillis());
        ArrayNode serverNodes = node.putArray("servers");
        servers.forEach(server -> serverNodes.add(server.toString()));
        node.put("admin", admin.toString());
        node.put("operator_token_file", operatorToken.toString());
        node.put("kafka", kafka);
        node.put("inbox", inbox.toString());
        node.put("inbox_secret_file", inboxSecret.toString());
        authority.ifPresent(file -> node.put("authority", file.toString()));
        ArrayNode shardNodes = node.putArray("shards");
        shards.forEach(shard -> shardNodes.addObject().put("name", shard.name()).put("jdbc_url", shard.jdbcUrl()));
        ArrayNode childNodes = node.putArray("children");
        children.forEach(child -> childNodes.addObject()
                .put("name", child.name())
                .put("pid", child.pid())
                .put("argument", child.argument()));
        return node;
    }

    private static StackState fromJson(Path dataDirectory, JsonNode node) {
        List<URI> servers = new ArrayList<>();
        node.path("servers").forEach(server -> servers.add(URI.create(server.asText())));
        List<ShardAddress> shards = new ArrayList<>();
        node.path("shards").forEach(shard -> shards.add(
                new ShardAddress(shard.path("name").asText(), shard.path("jdbc_url").asText())));
        List<Child> children = new ArrayList<>();
        node.path("children").forEach(child -> children.add(new Child(
                child.path("name").asText(), child.path("pid").asLong(), child.path("argument").asText())));
        return new StackState(
                dataDirectory,
                node.path("pid").asLong(),
                Instant.parse(node.path("process_start").asText()),
                Duration.ofMillis(node.path("ready_ms").asLong()),
                servers,
                URI.create(node.path("admin").asText()),
                Path.of(node.path("operator_token_file").asText()),
                node.path("kafka").asText(),
                URI.create(node.path("inbox").asText()),
                Path.of(node.path("inbox_secret_file").asText()),
                Optional.of(node.path("authority").asText()).filter(file -> !file.isEmpty()).map(Path::of),
                shards,
                children);
    }
}
