package dev.gapless.bench.soak;

import dev.gapless.client.AdminClient;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.devstack.DevStack;
import dev.gapless.devstack.DevStackOptions;
import dev.gapless.devstack.DevStackOptions.DatabaseProcesses;
import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.devstack.Places;
import dev.gapless.devstack.kafka.BrokerProcess;
import dev.gapless.devstack.RoleProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A stack on a directory of its own whose parts are processes, so that each can be killed: two gateways, the broker, and fan-out with
/// inbox. [#close] ends all of it and removes the directory.
public final class SystemStack implements AutoCloseable {
    private static final int SHARDS = 2;
    private static final int GATEWAYS = 2;

    private final Path directory;
    private final DevStack stack;
    private boolean kept;

    private SystemStack(Path directory, DevStack stack) {
        this.directory = directory;
        this.stack = stack;
    }

    /// Starts it.
    ///
    /// @param progress hears what is being done
    public static SystemStack start(Consumer<String> progress) {
        try {
            Path directory = Files.createTempDirectory("gapless-soak");
            progress.accept("starting a stack in " + directory);
            Files.createDirectories(faults(directory));
            Path home = Path.of(System.getProperty("user.home"));
            DevStackOptions options = DevStackOptions.in(
                    directory.resolve("data"), Places.of(System.getenv(), home).cache())
                    .withShards(SHARDS, DatabaseProcesses.SHARED)
                    .withBroker(Placement.PROCESS)
                    .withFanout(Placement.PROCESS)
                    .withGateways(GATEWAYS, Placement.PROCESS)
                    .withServerSettings(Map.of("server.fault-points", faults(directory).toString()))
                    .withPorts(0, 0);
            return new SystemStack(directory, DevStack.start(options, Clock.systemUTC(), new SecureRandom()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DevStack stack() {
        return stack;
    }

    AdminClient admin(HttpOptions http) {
        try {
            return new AdminClient(
                    Endpoint.of(stack.admin().toString()), Token.read(stack.state().operatorToken()), http);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes the next one who passes a place fail there.
    void arm(String place) {
        try {
            Files.createFile(faults(directory).resolve(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What can be killed.
    List<Killer.Part> parts() {
        List<Killer.Part> parts = new ArrayList<>();
        for (RoleProcess gateway : stack.gatewayProcesses()) {
            parts.add(new Killer.Part("gateway", gateway::kill, gateway::start));
        }
        RoleProcess fanout = stack.fanoutProcess().orElseThrow();
        parts.add(new Killer.Part("streams", fanout::kill, fanout::start));
        parts.add(new Killer.Part("streams-state", () -> killAndForget(fanout), fanout::start));
        BrokerProcess broker = stack.brokerProcess().orElseThrow();
        parts.add(new Killer.Part("broker", broker::kill, broker::start));
        return parts;
    }

    private void killAndForget(RoleProcess fanout) {
        fanout.kill();
        Path data = directory.resolve("data");
        remove(data.resolve("inbox"));
        remove(data.resolve("fanout"));
    }

    private static Path faults(Path directory) {
        return directory.resolve("faults");
    }

    private static void remove(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(SystemStack::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The directory stays, for a look at logs and data.
    ///
    /// @return where it is
    public Path keep() {
        kept = true;
        return directory;
    }

    @Override
    public void close() {
        stack.close();
        if (!kept) {
            remove(directory);
        }
    }
}
