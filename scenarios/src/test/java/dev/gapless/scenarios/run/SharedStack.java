package dev.gapless.scenarios.run;

import dev.gapless.client.Token;
import dev.gapless.devstack.Places;
import dev.gapless.devstack.process.Directories;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.net.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/// One stack of processes for all tests of this JVM, with every proxy there can be. It ends with the JVM, by the hook of the stack.
final class SharedStack {
    private static final String SCENARIO = """
            apiVersion: gapless/v1
            kind: Scenario
            metadata: {name: stack, title: what tests run against}
            spec:
              run: {seed: 1, max_duration: 3m, topology: {gateways: 2, shards: 2}}
              fixtures:
                tenants:
                  - id: t-split
                    shard: split
                    users: [{group: people, count: 2}]
                    channels: [{group: rooms, count: 1, members: people}]
                  - id: t-second
                    shard: 2
                    users: [{group: people, count: 1}]
              load: [{id: online, actors: t-split/people, do: connect}]
              faults:
                - {id: storm, at: 1s, inject: net.reset, target: {link: client-gateway}}
                - {id: deaf, at: 1s, inject: net.half-open, target: {link: gateway-broker, index: 1}, for: 1s}
                - {id: cut, at: 1s, inject: commit.cut, for: 1s}
                - {id: fan-out, at: 1s, inject: fanout.kill, for: 1s}
                - {id: read-only, at: 1s, inject: shard.read-only, target: {index: 1}, for: 1s}
                - {id: full, at: 1s, inject: shard.disk-full, target: {pick: 2}, for: 1s}
                - {id: stuck, at: 1s, inject: broker.partition-pause, target: {pick: 50%}, for: 1s}
                - {id: lost, at: 1s, inject: broker.lose-pushes, for: 1s}
              invariants: [dense_seq]
            """;
    private static final AtomicReference<Runnable> CUT = new AtomicReference<>(() -> {});
    private static final LocalStack STACK = start();

    private SharedStack() {}

    static Scenario scenario() {
        return ScenarioFile.read("stack", SCENARIO, List.of()).scenario();
    }

    private static LocalStack start() {
        Path directory = Path.of("target", "shared-stack").toAbsolutePath();
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return LocalStack.start(
                scenario(),
                new LocalStack.Parts(
                        directory,
                        Places.of(System.getenv(), Path.of(System.getProperty("user.home"))).cache(),
                        Clock.systemUTC(),
                        new Random(),
                        new Random(),
                        () -> Objects.requireNonNull(CUT.get()).run(),
                        line -> {}));
    }

    static LocalStack local() {
        return STACK;
    }

    /// The stack as a run sees it; the run does not stop it.
    ///
    /// @param cut called for each connection that a proxy cuts from now on
    static Subject borrowed(Runnable cut) {
        CUT.set(cut);
        return new Subject() {
            @Override
            public List<URI> doors() {
                return STACK.doors();
            }

            @Override
            public List<URI> gateways() {
                return STACK.gateways();
            }

            @Override
            public URI admin() {
                return STACK.admin();
            }

            @Override
            public Token operator() {
                return STACK.operator();
            }

            @Override
            public List<TcpProxy> proxies(Link link, int index) {
                return STACK.proxies(link, index);
            }

            @Override
            public Optional<LocalStack> stack() {
                return Optional.of(STACK);
            }

            @Override
            public String description() {
                return STACK.description();
            }

            @Override
            public void close() {}
        };
    }
}
