package dev.gapless.bench;

import dev.gapless.bench.load.HttpLine;
import dev.gapless.bench.load.ProbeLoad;
import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.codec.InboxCodec;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import dev.gapless.protocol.inbox.InboxRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How far the inbox is behind the log, while much is posted: from the moment a post is due until the inbox, asked over its internal
/// port as gateways do, knows of it.
@Command(
        name = "inbox",
        description = "Lag of the inbox behind the log under a load of posts.",
        mixinStandardHelpOptions = true)
final class BenchInbox implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofSeconds(60);
    /// Between two questions about the same person, so that the questions are not the load.
    private static final Duration ASK_EVERY = Duration.ofMillis(20);
    private static final int TEXT_BYTES = 200;
    private static final int LIMIT = 100;
    private static final int OK = 200;

    @Option(names = "--rate", defaultValue = "5000", paramLabel = "N",
            description = "Posts per second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--channels", defaultValue = "200", paramLabel = "N",
            description = "Channels they go to (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--members", defaultValue = "5", paramLabel = "N",
            description = "Members of each (default ${DEFAULT-VALUE}).")
    private int members;

    @Option(names = "--probes", defaultValue = "4", paramLabel = "N",
            description = "People whose inbox is watched, one channel each (default ${DEFAULT-VALUE}).")
    private int probes;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of());
                LoadLoop sending = LoadLoop.start("bench-send");
                LoadLoop probing = LoadLoop.start("bench-probe")) {
            BenchWorld world = new BenchWorld(stack, "inbox");
            progress.accept("making " + channels + " channels of " + members + " people, and " + probes + " watched");
            List<CreatedUser> people = world.people("person", Math.max(2, members));
            String author = people.getFirst().token();
            List<String> rooms = world.channels(author, "room", channels);
            people.stream().skip(1).limit(members - 1L).forEach(person -> world.joinAll(person.token(), rooms));
            List<CreatedUser> watched = world.people("watched", probes);
            List<String> watchedRooms = world.channels(author, "watched", probes);
            for (int i = 0; i < probes; i++) {
                world.joinAll(watched.get(i).token(), List.of(watchedRooms.get(i)));
            }
            ProbeLoad probe = new ProbeLoad(probing, watchedRooms, 10.0 * probes);
            Waits.await(probe.connect(stack.gateways().getFirst(), author), "probe");
            SendLoad load = new SendLoad(
                    sending, List.copyOf(java.util.Collections.nCopies(16, new SendLoad.Sender(author, rooms))), 256,
                    rate, TEXT_BYTES, "i");
            BenchReport report = new BenchReport("inbox")
                    .put("posts_per_second", rate)
                    .put("channels", channels)
                    .put("members_each", members);
            try (Watch watch = new Watch(stack, world, watched, watchedRooms, probe)) {
                progress.accept("waiting for the inbox");
                probe.begin();
                watch.awaitFirst();
                load.connect(stack.gateways());
                Waits.await(load.open(), "senders");
                measure(load, probe, watch, report, progress);
            }
            options.print(report);
            return 0;
        }
    }

    private void measure(
            SendLoad load, ProbeLoad probe, Watch watch, BenchReport report, Consumer<String> progress) {
        progress.accept(rate + " posts/s: " + options.warmedUp().toSeconds() + " s of warm-up, "
                + options.measured().toSeconds() + " s measured");
        load.begin();
        Waits.run(options.warmedUp());
        Machine machine = Machine.look();
        load.measure();
        probe.measure();
        watch.forget();
        Waits.run(options.measured());
        double steal = machine.stealPercent();
        SendLoad.Result sent = load.end();
        probe.stop();
        progress.accept("waiting until the inbox has seen the rest");
        long settling = System.nanoTime();
        while (probe.unseen() > 0 && System.nanoTime() - settling < SETTLE.toNanos()) {
            Waits.run(ASK_EVERY);
        }
        report.put("acked_per_second", sent.perSecond())
                .quantiles("ack", sent.latency())
                .quantiles("probe_ack", probe.ack())
                .quantiles("lag", probe.lag())
                .quantiles("lag_after_ack", probe.behind())
                .put("lag_told_max_ms", watch.lagToldMs.get())
                .put("probes_seen", probe.lag().getTotalCount())
                .put("probes_unseen", probe.unseen())
                .put("settled_after_s", (System.nanoTime() - settling) / 1e9)
                .put("not_ready", watch.notReady.get())
                .put("steal_percent", steal)
                .put("errors", new TreeMap<>(sent.errors()) + watch.errors.toString());
    }

    /// Asks the inbox for each watched person, over and over.
    private static final class Watch implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong lagToldMs = new AtomicLong();
        private final AtomicLong notReady = new AtomicLong();
        private final AtomicLong answers = new AtomicLong();
        private final Map<String, Long> errors = new ConcurrentHashMap<>();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<?>> running = new ArrayList<>();
        private final ProbeLoad probe;
        private final int watched;

        Watch(
                BenchStack stack,
                BenchWorld world,
                List<CreatedUser> people,
                List<String> channels,
                ProbeLoad probe) {
            this.probe = probe;
            this.watched = people.size();
            InetSocketAddress inbox = new InetSocketAddress(
                    stack.state().inbox().getHost(), stack.state().inbox().getPort());
            String secret = secret(stack);
            for (int i = 0; i < people.size(); i++) {
                UserId user = people.get(i).user().id();
                byte[] question = HttpLine.get(
                        InboxRoute.question(world.id(), user, 0, LIMIT), InboxRoute.SECRET_HEADER, secret);
                int number = i;
                ChannelId channel = ChannelId.parse(channels.get(i));
                running.add(threads.submit(() -> watch(inbox, question, number, channel)));
            }
        }

        private static String secret(BenchStack stack) {
            try {
                return Files.readString(stack.state().inboxSecret()).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void watch(InetSocketAddress inbox, byte[] question, int number, ChannelId channel) {
            while (!ended.get()) {
                try (HttpLine line = new HttpLine(inbox)) {
                    while (!ended.get()) {
                        long asked = System.nanoTime();
                        HttpLine.Reply reply = line.ask(question);
                        take(reply, number, channel);
                        long rest = ASK_EVERY.toNanos() - (System.nanoTime() - asked);
                        Waits.run(Duration.ofNanos(Math.max(0, rest)));
                    }
                } catch (IOException e) {
                    errors.merge("connection: " + e.getMessage(), 1L, Long::sum);
                    Waits.run(ASK_EVERY);
                }
            }
        }

        private void take(HttpLine.Reply reply, int number, ChannelId channel) {
            if (reply.status() != OK) {
                notReady.incrementAndGet();
                return;
            }
            if (InboxCodec.read(reply.body()) instanceof InboxAnswer.Changes changes) {
                lagToldMs.accumulateAndGet(changes.lagMs(), Math::max);
                long now = System.nanoTime();
                for (InboxConversation conversation : changes.changed()) {
                    if (conversation.channel().equals(channel)) {
                        answers.incrementAndGet();
                        probe.seen(number, conversation.head().value(), now);
                    }
                }
            }
        }

        /// Waits until there is an answer about everybody.
        void awaitFirst() {
            long until = System.nanoTime() + SETTLE.toNanos();
            while (answers.get() < watched * 10L) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("inbox: no answer after " + SETTLE.toSeconds() + " s " + errors);
                }
                Waits.run(ASK_EVERY);
            }
        }

        /// What came before does not count.
        void forget() {
            lagToldMs.set(0);
            notReady.set(0);
            errors.clear();
        }

        @Override
        public void close() {
            ended.set(true);
            threads.close();
            running.clear();
        }
    }
}
