package dev.gapless.bench;

import dev.gapless.bench.load.ReaderLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.protocol.api.CreatedUser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Idle subscribed sockets: how fast they open, and what one costs the server.
@Command(
        name = "connect",
        description = "Many idle, subscribed connections: server memory of each, and how fast they open.",
        mixinStandardHelpOptions = true)
final class BenchConnect implements Callable<Integer> {
    @Option(names = "--count", defaultValue = "10000", paramLabel = "N",
            description = "Connections (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--channels", defaultValue = "500", paramLabel = "N",
            description = "Channels that they are spread over (default ${DEFAULT-VALUE}).")
    private int channels;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of());
                LoadLoop loop = LoadLoop.start("bench-connect")) {
            BenchWorld world = new BenchWorld(stack, "bench");
            progress.accept("making " + channels + " channels");
            List<CreatedUser> people = world.people("person", 1);
            List<String> ids = world.channels(people.getFirst().token(), "room", channels);
            long heapBefore = stack.heapAfterCollection().orElse(0L);
            long residentBefore = stack.residentBytes().orElse(0L);
            progress.accept("opening " + count + " connections");
            long start = System.nanoTime();
            ReaderLoad load = new ReaderLoad(loop, count);
            load.connect(stack.gateways(), List.of(people.getFirst().token()), ids);
            Waits.await(load.subscribed(), "connections");
            double seconds = (System.nanoTime() - start) / 1e9;
            Waits.run(Duration.ofSeconds(3));
            long heap = stack.heapAfterCollection().orElse(0L) - heapBefore;
            long resident = stack.residentBytes().orElse(0L) - residentBefore;
            load.measure();
            options.print(new BenchReport("connect")
                    .put("connections", count)
                    .put("subscribed_per_second", count / seconds)
                    .put("heap_bytes_each", heap / (double) count)
                    .put("resident_bytes_each", resident / (double) count)
                    .put("errors", load.end().errors().toString()));
            return 0;
        }
    }
}
