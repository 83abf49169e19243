package dev.gapless.cli;

import dev.gapless.devstack.DevStack;
import dev.gapless.devstack.DevStackOptions;
import dev.gapless.devstack.Places;
import dev.gapless.devstack.seed.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One whole stack for all tests of this module that need one: started by the first, closed after the last.
public final class CliStack implements BeforeAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(CliStack.class);
    private static final AtomicInteger CHANNELS = new AtomicInteger();

    private volatile @Nullable Running running;

    /// A running stack and the homes of its devices; JUnit closes it.
    private record Running(DevStack stack, Path folder) implements AutoCloseable {
        static Running start() {
            try {
                Path folder = Files.createTempDirectory("gapless-cli-it");
                Path cache =
                        Places.of(System.getenv(), Path.of(System.getProperty("user.home"))).cache();
                DevStackOptions options =
                        DevStackOptions.in(folder.resolve("data"), cache).withPorts(0, 0);
                return new Running(DevStack.start(options, Clock.systemUTC(), new Random()), folder);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            stack.close();
            List<Path> files = new ArrayList<>();
            try (var walk = Files.walk(folder)) {
                walk.forEach(files::add);
            }
            for (Path file : files.reversed()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("stack", key -> Running.start(), Running.class);
    }

    private Running running() {
        return Objects.requireNonNull(running, "running");
    }

    /// A computer with nothing on it but contexts of all people.
    TestWorld device(String name) {
        TestWorld world = new TestWorld(running().folder().resolve(name));
        world.randoms = Random::new;
        world.clock = Clock.systemUTC();
        for (Seeded.Person person : running().stack().seeded().people()) {
            List<String> line = new ArrayList<>(List.of(
                    "context", "add", person.handle(), "--token-file", person.tokenFile().toString()));
            running().stack().servers().forEach(server -> line.addAll(List.of("--server", server.toString())));
            if (world.run(line.toArray(String[]::new)) != 0) {
                throw new AssertionError(world.err());
            }
        }
        String operator = running().folder().resolve("data").resolve("tokens").resolve("operator").toString();
        String admin = running().stack().admin().toString();
        if (world.run("context", "add", "admin", "--admin", admin, "--token-file", operator) != 0) {
            throw new AssertionError(world.err());
        }
        return world;
    }

    /// A session of a person on a computer.
    public Session session(String device, String person) {
        TestWorld world = device(device);
        world.variables.put("GAPLESS_CONTEXT", person);
        return new Session(world.surroundings(""), new GaplessCommand());
    }

    /// A name that no other test uses.
    public static String channelName() {
        return "it-" + CHANNELS.incrementAndGet();
    }

    /// A computer whose current context is the operator's.
    TestWorld operator(String name) {
        TestWorld world = device(name);
        DevStack stack = running().stack();
        if (world.run(
                "context", "add", "admin", "--admin", stack.admin().toString(), "--token-file",
                stack.state().operatorToken().toString()) != 0 || world.run("context", "use", "admin") != 0) {
            throw new AssertionError(world.err());
        }
        return world;
    }
}
