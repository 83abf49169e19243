package dev.gapless.scenarios.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gapless.scenarios.run.PauseLease;
import dev.gapless.scenarios.run.RunFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The faults in force on this machine, one file each in a directory. Files of faults that are over are removed by whoever looks.
///
/// @param directory made if it is not there
public record LeaseBook(Path directory) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration END_WITHIN = Duration.ofSeconds(5);
    /// A shell that outlives whoever asked for the fault: it waits, has the processes go on, and takes the lease off the book.
    private static final String SCRIPT =
            "sleep \"$1\"; file=$2; shift 2; for pid in \"$@\"; do kill -CONT \"$pid\"; done; rm -f \"$file\"";

    public LeaseBook {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Stops processes for a time. Their end does not depend on this JVM.
    public FaultLease pause(
            String fault, String target, List<Long> pids, Duration lasts, Instant now, String context) {
        String id = id(fault, pids.getFirst());
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh", "-c", SCRIPT, "gapless-chaos", Double.toString(lasts.toMillis() / 1000.0),
                file(id).toString()));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        setsid().ifPresent(program -> command.addFirst(program));
        try {
            Process holder = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            FaultLease lease = new FaultLease(
                    id, fault, target, pids, holder.pid(), now.plus(lasts), context, List.of());
            write(lease);
            pids.forEach(pid -> PauseLease.signal("STOP", pid));
            return lease;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Notes a fault that this JVM has in its own hands, and that ends with it.
    public FaultLease hold(
            String fault, String target, Duration lasts, Instant now, String context, List<String> doors) {
        long self = ProcessHandle.current().pid();
        FaultLease lease = new FaultLease(
                id(fault, self), fault, target, List.of(), self, now.plus(lasts), context, doors);
        write(lease);
        return lease;
    }

    /// What is in force; also what nobody ends any more.
    public List<FaultLease> all() {
        List<FaultLease> leases = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path path : files.filter(each -> each.toString().endsWith(".json")).toList()) {
                read(path).ifPresent(lease -> {
                    if (lease.held() || lease.stopped()) {
                        leases.add(lease);
                    } else {
                        remove(lease);
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        leases.sort(Comparator.comparing(FaultLease::until).thenComparing(FaultLease::id));
        return leases;
    }

    /// Ends a fault now. Returns when it is over.
    public void heal(FaultLease lease) {
        lease.pids().stream()
                .filter(pid -> ProcessHandle.of(pid).isPresent())
                .forEach(pid -> PauseLease.signal("CONT", pid));
        if (lease.holder() != ProcessHandle.current().pid()) {
            ProcessHandle.of(lease.holder()).ifPresent(LeaseBook::end);
        }
        remove(lease);
    }

    /// Takes a fault off the book that ended otherwise.
    public void remove(FaultLease lease) {
        try {
            Files.deleteIfExists(file(lease.id()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle holder) {
        holder.descendants().forEach(ProcessHandle::destroy);
        holder.destroy();
        try {
            holder.onExit().get(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new RunFailedException("process " + holder.pid() + " does not end (expected: within "
                    + END_WITHIN.toSeconds() + " s)", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("process " + holder.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(FaultLease lease) {
        ObjectNode node = JSON.createObjectNode()
                .put("id", lease.id())
                .put("fault", lease.fault())
                .put("target", lease.target())
                .put("holder", lease.holder())
                .put("until", lease.until().toString())
                .put("context", lease.context());
        lease.pids().forEach(node.putArray("pids")::add);
        lease.doors().forEach(node.putArray("doors")::add);
        try {
            Files.writeString(file(lease.id()), node.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FaultLease> read(Path path) {
        try {
            JsonNode node = JSON.readTree(Files.readString(path));
            List<Long> pids = new ArrayList<>();
            node.path("pids").forEach(pid -> pids.add(pid.asLong()));
            List<String> doors = new ArrayList<>();
            node.path("doors").forEach(door -> doors.add(door.asText()));
            return Optional.of(new FaultLease(
                    node.path("id").asText(),
                    node.path("fault").asText(),
                    node.path("target").asText(),
                    pids,
                    node.path("holder").asLong(),
                    Instant.parse(node.path("until").asText()),
                    node.path("context").asText(),
                    doors));
        } catch (IOException e) {
            return Optional.empty(); // just removed by its holder
        }
    }

    private Path file(String id) {
        return directory.resolve(id + ".json");
    }

    private static String id(String fault, long pid) {
        return fault.replace('.', '-') + "-" + pid;
    }

    private static Optional<String> setsid() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid").filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }
}
