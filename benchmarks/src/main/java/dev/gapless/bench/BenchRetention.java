package dev.gapless.bench;

import dev.gapless.bench.load.ReaderLoad;
import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Retention takes a long log while people write into it, have it open and read its history: acks and deliveries without it and beside it,
/// what each of its transactions held, and everybody's unread against a count of the rows.
@Command(
        name = "retention",
        description = {
            "A run of retention over a long channel while people write and read: latency without and with it, how large its",
            "transactions were, and whether every unread is exact.",
            "Exit 1: a count was wrong, a page had a hole, or something was lost."
        },
        mixinStandardHelpOptions = true)
final class BenchRetention implements Callable<Integer> {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration RUN_DEADLINE = Duration.ofMinutes(30);
    private static final Duration ANSWERS = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration READ_EVERY = Duration.ofMillis(20);
    private static final int PAGE = 100;
    private static final int IN_FLIGHT = 64;
    private static final int TEXT_BYTES = 200;
    private static final long MAX_MICROS = 120_000_000L;

    @Option(names = "--events", defaultValue = "1000000", paramLabel = "N",
            description = "Events that are too old (default ${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--rate", defaultValue = "200", paramLabel = "N",
            description = "Sends per second into the channel (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--senders", defaultValue = "10", paramLabel = "N",
            description = "Connections that send (default ${DEFAULT-VALUE}).")
    private int senders;

    @Option(names = "--readers", defaultValue = "20", paramLabel = "N",
            description = "People who only read, each at another place of the log (default ${DEFAULT-VALUE}).")
    private int readers;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of());
                LoadLoop sending = LoadLoop.start("bench-send");
                LoadLoop reading = LoadLoop.start("bench-read")) {
            BenchWorld world = new BenchWorld(stack, "retention");
            List<String> people = tokens(world.people("sender", senders));
            List<String> quiet = tokens(world.people("reader", readers));
            ChannelId channel = ChannelId.parse(world.channels(people.getFirst(), "old", 1).getFirst());
            String room = channel.text();
            world.join(people.subList(1, people.size()), room);
            world.join(quiet, room);
            progress.accept("writing " + events + " events into a channel");
            long joined = System.nanoTime();
            LongLog log = new LongLog(stack, world.id(), channel);
            log.fill(events, Clock.systemUTC().millis() - KEPT.toMillis());
            long seeded = log.head().lastSeq();
            progress.accept("people read up to places all over it");
            List<ApiClient> apis = quiet.stream().map(world::api).toList();
            for (int i = 0; i < readers; i++) {
                // From the very beginning, where nobody has read, to the end.
                long seq = Math.max(1, seeded * i / Math.max(1, readers - 1));
                apis.get(i).putCursor(
                        channel,
                        new PutCursor(new Seq(seq), Optional.empty(), Optional.empty(), Optional.empty()));
            }
            ReaderLoad readerLoad = new ReaderLoad(reading, readers);
            readerLoad.connect(stack.gateways(), quiet, List.of(room));
            Waits.await(readerLoad.subscribed(), "readers");
            SendLoad load = new SendLoad(
                    sending,
                    people.stream().map(token -> new SendLoad.Sender(token, List.of(room))).toList(),
                    IN_FLIGHT, rate, TEXT_BYTES, "r");
            load.connect(stack.gateways());
            Waits.await(load.open(), "senders");
            Duration since = Duration.ofNanos(System.nanoTime() - joined);
            // Those who joined did so before all that is old, and go with it.
            Waits.run(KEPT.minus(since).isPositive() ? KEPT.minus(since) : Duration.ZERO);
            BenchReport report = new BenchReport("retention").put("events", events).put("sends_per_second", rate)
                    .put("readers", readers);
            boolean whole;
            try (HistoryReader history = new HistoryReader(apis.getFirst(), channel);
                    UnreadReader unread = new UnreadReader(apis, channel, log);
                    OpenTransactions transactions = log.watch()) {
                whole = run(world, log, load, readerLoad, history, transactions, report, progress);
                whole &= unread.put(report);
            }
            whole &= counts(apis, channel, log, report);
            options.print(report);
            return whole ? 0 : 1;
        }
    }

    private boolean run(
            BenchWorld world,
            LongLog log,
            SendLoad load,
            ReaderLoad readerLoad,
            HistoryReader history,
            OpenTransactions transactions,
            BenchReport report,
            Consumer<String> progress) {
        load.begin();
        progress.accept(options.warmedUp().toSeconds() + " s of warm-up, " + options.measured().toSeconds()
                + " s without a run");
        Waits.run(options.warmedUp());
        measure("without", load, readerLoad, history, transactions, report, () -> Waits.run(options.measured()));
        world.keep(KEPT);
        long before = log.head().minSeq();
        progress.accept("a run of retention");
        long begun = System.nanoTime();
        JobView[] job = {world.runRetention()};
        measure("beside", load, readerLoad, history, transactions, report, () -> {
            while (job[0].state().equals("open")) {
                if (System.nanoTime() - begun > RUN_DEADLINE.toNanos()) {
                    throw new IllegalStateException("retention: not done after " + RUN_DEADLINE.toMinutes() + " min");
                }
                Waits.run(POLL);
                job[0] = world.job(job[0].id());
            }
        });
        report.put("run_s", (System.nanoTime() - begun) / 1e9);
        // A control plane begins runs by itself too, and one that is under way would be taken for what comes after.
        world.keepAll();
        while (world.removes() && System.nanoTime() - begun < RUN_DEADLINE.toNanos()) {
            Waits.run(POLL);
        }
        measure("after", load, readerLoad, history, transactions, report, () -> Waits.run(options.measured()));
        load.end();
        SendLoad.Tally tally = Waits.answered(load);
        ReaderLoad.Result read = readerLoad.end();
        job[0].counts().forEach((name, count) -> report.put("run_" + name, count.longValue()));
        for (String what : List.of("ack", "deliver", "history")) {
            report.put("beside_" + what + "_p99_to_without",
                    report.number("beside_" + what + "_p99_ms") / report.number("without_" + what + "_p99_ms"));
        }
        long taken = log.head().minSeq() - before;
        report.put("min_seq", log.head().minSeq())
                .put("rows_left", log.rows())
                .put("sent", tally.sent())
                .put("refused", tally.refused())
                .put("unanswered", tally.unanswered())
                .put("pages_read", history.pages())
                .put("pages_wrong", history.wrong())
                .put("gap_marks", read.gaps())
                .put("out_of_order", read.disorder())
                .put("errors", read.errors().toString() + load.soFar().errors() + history.trouble());
        return job[0].state().equals("done") && taken >= events && history.wrong() == 0 && read.disorder() == 0
                && tally.refused() == 0 && tally.unanswered() == 0
                && log.rows() == log.head().lastSeq() - log.head().minSeq() + 1;
    }

    private static void measure(
            String name,
            SendLoad load,
            ReaderLoad readerLoad,
            HistoryReader history,
            OpenTransactions transactions,
            BenchReport report,
            Runnable meanwhile) {
        Machine machine = Machine.look();
        load.measure();
        readerLoad.measure();
        history.measure();
        transactions.measure();
        meanwhile.run();
        SendLoad.Result sent = load.soFar();
        report.put(name + "_acked_per_second", sent.perSecond())
                .quantiles(name + "_ack", sent.latency())
                .quantiles(name + "_deliver", readerLoad.end().latency())
                .quantiles(name + "_history", history.taken())
                .put(name + "_rows_changed_in_a_transaction_at_most", transactions.rowsAtMost())
                .put(name + "_transaction_at_most_ms", transactions.longestMs())
                .put(name + "_steal_percent", machine.stealPercent());
    }

    /// Everybody's unread, which no event changes any more, against the rows.
    private boolean counts(List<ApiClient> apis, ChannelId channel, LongLog log, BenchReport report) {
        LongLog.Head head = log.head();
        for (int i = 0; i < apis.size(); i += 2) {
            // Half of them read on, each to another place of what is left.
            long seq = head.minSeq() + (head.lastSeq() - head.minSeq()) * i / apis.size();
            apis.get(i).putCursor(
                    channel, new PutCursor(new Seq(seq), Optional.empty(), Optional.empty(), Optional.empty()));
        }
        List<String> faults = new ArrayList<>();
        long least = Long.MAX_VALUE;
        long most = 0;
        for (ApiClient api : apis) {
            UnreadView view = api.unread(channel).channels().getFirst();
            long counted = log.messagesAfter(view.cursor().value());
            if (counted != view.unread()) {
                faults.add(view.unread() + " behind " + view.cursor() + ", counted " + counted);
            }
            least = Math.min(least, counted);
            most = Math.max(most, counted);
        }
        report.put("unread_checked", apis.size()).put("unread_wrong", faults.size())
                .put("unread_faults", faults.toString())
                .put("unread_least", least)
                .put("unread_most", most);
        return faults.isEmpty();
    }

    private static List<String> tokens(List<CreatedUser> people) {
        return people.stream().map(CreatedUser::token).toList();
    }

    /// People who look at their unread while the log loses its beginning and gets a longer end. Each answer must lie between what it would
    /// have been right before and right after.
    private static final class UnreadReader implements AutoCloseable {
        private final List<ApiClient> apis;
        private final ChannelId channel;
        private final LongLog log;
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Thread thread;
        private final List<String> trouble = new ArrayList<>();
        private long looks;
        private long wrong;

        UnreadReader(List<ApiClient> apis, ChannelId channel, LongLog log) {
            this.apis = apis;
            this.channel = channel;
            this.log = log;
            this.thread = Thread.ofVirtual().name("bench-unread").start(this::run);
        }

        private void run() {
            for (int i = 0; !closed.get(); i++) {
                try {
                    LongLog.Head before = log.head();
                    UnreadView view = apis.get(i % apis.size()).unread(channel).channels().getFirst();
                    LongLog.Head after = log.head();
                    long read = view.cursorOrdinal().value();
                    long least = before.lastOrdinal() - Math.max(read, after.minOrdinal());
                    long most = after.lastOrdinal() - Math.max(read, before.minOrdinal());
                    note(view.unread() >= least && view.unread() <= most,
                            view.unread() + " (expected: " + least + " to " + most + ")");
                } catch (RuntimeException e) {
                    note(closed.get(), e.toString());
                }
                Waits.run(LOOK_EVERY);
            }
        }

        private synchronized void note(boolean right, String what) {
            looks++;
            if (!right) {
                wrong++;
                if (trouble.size() < 3) {
                    trouble.add(what);
                }
            }
        }

        /// @return false if an answer was wrong
        synchronized boolean put(BenchReport report) {
            report.put("unread_looked_at_meanwhile", looks).put("unread_wrong_meanwhile", wrong + " " + trouble);
            return wrong == 0;
        }

        @Override
        public void close() {
            closed.set(true);
            try {
                thread.join(ANSWERS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Somebody who leafs through the log at random: each page must be dense, and begin no later than where it was asked for or where the log
    /// begins by then.
    private static final class HistoryReader implements AutoCloseable {
        private final ApiClient api;
        private final ChannelId channel;
        private final Random random = new Random(1);
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Thread thread;
        private final List<String> trouble = new ArrayList<>();
        private Histogram taken = new Histogram(MAX_MICROS, 3);
        private long pages;
        private long wrong;

        HistoryReader(ApiClient api, ChannelId channel) {
            this.api = api;
            this.channel = channel;
            this.thread = Thread.ofVirtual().name("bench-history").start(this::run);
        }

        private void run() {
            while (!closed.get()) {
                page();
                Waits.run(READ_EVERY);
            }
        }

        private void page() {
            long begun = System.nanoTime();
            try {
                EventPage page = api.latestEvents(channel, 1);
                long after = page.minSeq() - 1
                        + (long) (random.nextDouble() * (page.head().value() - page.minSeq() + 1));
                long asked = System.nanoTime();
                EventPage found = api.eventsAfter(channel, new Position(after), PAGE);
                note((System.nanoTime() - asked) / 1_000, right(found, after), found, after);
            } catch (RuntimeException e) {
                if (!closed.get()) {
                    note((System.nanoTime() - begun) / 1_000, false, e, 0);
                }
            }
        }

        private static boolean right(EventPage page, long after) {
            long expected = Math.max(after + 1, page.minSeq());
            if (page.from() != expected) {
                return page.events().isEmpty();
            }
            for (var event : page.events()) {
                if (event.seq().value() != expected) {
                    return false;
                }
                expected++;
            }
            return page.to() == expected - 1;
        }

        private synchronized void note(long micros, boolean right, Object found, long after) {
            taken.recordValue(Math.min(MAX_MICROS, micros));
            pages++;
            if (!right) {
                wrong++;
                if (trouble.size() < 3) {
                    String text = "after " + after + ": " + found;
                    trouble.add(text.substring(0, Math.min(200, text.length())));
                }
            }
        }

        synchronized void measure() {
            taken = new Histogram(MAX_MICROS, 3);
        }

        synchronized Histogram taken() {
            return taken.copy();
        }

        synchronized long pages() {
            return pages;
        }

        synchronized long wrong() {
            return wrong;
        }

        synchronized List<String> trouble() {
            return List.copyOf(trouble);
        }

        @Override
        public void close() {
            closed.set(true);
            try {
                thread.join(ANSWERS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
