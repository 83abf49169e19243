package dev.gapless.bench;

import dev.gapless.bench.load.ReaderLoad;
import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.protocol.api.CreatedUser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Live delivery: from the moment a send is due to its arrival at a reader on another gateway, through Kafka Streams.
@Command(
        name = "deliver",
        description = "Latency from send to another person's socket, on another gateway, through Kafka Streams.",
        mixinStandardHelpOptions = true)
final class BenchDeliver implements Callable<Integer> {
    @Option(names = "--rate", defaultValue = "1000", paramLabel = "N",
            description = "Messages per second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--channels", defaultValue = "50", paramLabel = "N",
            description = "Channels, one sender and one reader each (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--same-gateway", description = "Readers on the sender's gateway instead: the path without Kafka.")
    private boolean sameGateway;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        List<String> up = sameGateway ? List.of() : List.of("--gateways", "2");
        try (BenchStack stack = options.stack(up);
                LoadLoop sending = LoadLoop.start("bench-send");
                LoadLoop reading = LoadLoop.start("bench-read")) {
            BenchWorld world = new BenchWorld(stack, "bench");
            progress.accept("making " + channels + " channels");
            List<CreatedUser> people = world.people("person", channels);
            List<SendLoad.Sender> senders = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < channels; i++) {
                String token = people.get(i).token();
                List<String> own = world.channels(token, "room-" + i + "-", 1);
                senders.add(new SendLoad.Sender(token, own));
                ids.addAll(own);
            }
            ReaderLoad readers = new ReaderLoad(reading, channels);
            readers.connect(
                    List.of(stack.gateways().getLast()), people.stream().map(CreatedUser::token).toList(), ids);
            Waits.await(readers.subscribed(), "readers");
            SendLoad load = new SendLoad(sending, senders, 64, rate, 200, "d");
            load.connect(List.of(stack.gateways().getFirst()));
            Waits.await(load.open(), "senders");
            progress.accept(rate + " messages/s: " + options.warmedUp().toSeconds() + " s of warm-up, "
                    + options.measured().toSeconds() + " s measured");
            load.begin();
            Waits.run(options.warmedUp());
            readers.measure();
            load.measure();
            Waits.run(options.measured());
            SendLoad.Result sent = load.end();
            ReaderLoad.Result got = readers.end();
            options.print(new BenchReport("deliver")
                    .put("path", sameGateway ? "same gateway" : "other gateway, through Kafka Streams")
                    .put("acked_per_second", sent.perSecond())
                    .put("delivered_per_second", got.perSecond())
                    .quantiles("ack", sent.latency())
                    .quantiles("deliver", got.latency())
                    .put("gap_marks", got.gaps())
                    .put("out_of_order", got.disorder())
                    .put("errors", got.errors().toString() + sent.errors()));
            return got.disorder() == 0 ? 0 : 1;
        }
    }
}
