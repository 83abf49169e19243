package dev.gapless.bench;

import dev.gapless.bench.load.FillLoad;
import dev.gapless.bench.load.HttpLine;
import dev.gapless.bench.load.RequestLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.api.Conversation;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What it costs to come back: the first window of a device that has nothing, the answer to one that missed a little, and the pages of
/// one that missed much; of a person in very many channels of a workspace of very many people.
@Command(
        name = "sync",
        description = "Cold start and resume of a person in very many channels: latency at a rate, bytes, statements.",
        mixinStandardHelpOptions = true)
final class BenchSync implements Callable<Integer> {
    private static final Duration INBOX_WAIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    /// A sync by the shards tells again what happened this long before the last one.
    private static final Duration SLACK = Duration.ofSeconds(61);
    private static final int COUNTED_RUNS = 20;
    private static final int INBOX_PART = 3;

    @Option(names = "--people", defaultValue = "100000", paramLabel = "N",
            description = "People of the workspace, all in one of the channels (default ${DEFAULT-VALUE}).")
    private int people;

    @Option(names = "--channels", defaultValue = "2000", paramLabel = "N",
            description = "Channels of the person who comes back (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--messages", defaultValue = "25", paramLabel = "N",
            description = "Messages in each (default ${DEFAULT-VALUE}).")
    private int messages;

    @Option(names = "--cold-rate", defaultValue = "50", paramLabel = "N",
            description = "Cold starts per second (default ${DEFAULT-VALUE}).")
    private int coldRate;

    @Option(names = "--resume-rate", defaultValue = "500", paramLabel = "N",
            description = "Resumes per second (default ${DEFAULT-VALUE}).")
    private int resumeRate;

    @Option(names = "--changed", defaultValue = "10", paramLabel = "N",
            description = "Conversations that changed before a resume (default ${DEFAULT-VALUE}).")
    private int changed;

    @Option(names = "--missed", defaultValue = "500", paramLabel = "N",
            description = "Conversations that changed for the one who was away long (default ${DEFAULT-VALUE}).")
    private int missed;

    @Option(names = "--shards", description = "Also measure resumes that the inbox cannot answer: the shards do.")
    private boolean shards;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of());
                LoadLoop filling = LoadLoop.start("bench-fill")) {
            World world = world(stack, filling, progress);
            BenchReport report = new BenchReport("sync").put("people", people).put("channels", channels);
            try (StatementCount statements = new StatementCount(stack)) {
                cold(stack, world, statements, report, progress);
                String afterCold = settled(world, progress);
                resume(stack, world, afterCold, statements, report, progress);
                missed(world, statements, report, progress);
            }
            options.print(report);
            return 0;
        }
    }

    /// The person, and who posts.
    private record World(
            BenchStack stack, ApiClient person, String token, FillLoad posts, List<String> rooms) {
        void post(int count, String run) {
            posts.fill(rooms.subList(0, Math.min(count, rooms.size())), 1, run);
        }
    }

    private World world(BenchStack stack, LoadLoop filling, Consumer<String> progress) {
        BenchWorld world = new BenchWorld(stack, "sync");
        progress.accept("writing " + people + " people");
        Crowd crowd = new Crowd(stack, world.id());
        crowd.people(people);
        progress.accept("making " + channels + " channels");
        String author = world.people("author", 1).getFirst().token();
        String person = world.people("person", 1).getFirst().token();
        List<String> everyone = world.channels(author, "everyone", 1);
        world.api(author)
                .changeChannel(
                        ChannelId.parse(everyone.getFirst()),
                        new ChangeChannel(Optional.empty(), Optional.empty(), Optional.of("large")));
        crowd.join(everyone.getFirst(), people);
        List<String> rooms = new ArrayList<>(world.channels(author, "room", channels - 1));
        rooms.addAll(everyone);
        world.joinAll(person, rooms);
        progress.accept("posting " + messages + " messages to each");
        FillLoad posts = new FillLoad(filling, stack.gateways().getFirst(), author);
        posts.fill(rooms, messages, "fill");
        // Three quarters are read to their end, as most channels of most people are.
        ApiClient api = world.api(person);
        BenchWorld.each(channels * 3 / 4, i -> {
            ChannelId room = ChannelId.parse(rooms.get(i));
            return api.putCursor(room, new PutCursor(
                    new Seq(api.channel(room).head().value()), Optional.empty(), Optional.empty(), Optional.empty()));
        });
        return new World(stack, api, person, posts, rooms);
    }

    private void cold(
            BenchStack stack, World world, StatementCount statements, BenchReport report, Consumer<String> progress) {
        SyncRequest request = request(Optional.empty(), Optional.empty());
        measure(stack, world, request, coldRate, "cold", report, progress);
        count(world, request, statements, "cold", report);
    }

    /// Waits until the inbox knows everything, so that it can tell what changes from now on.
    private String settled(World world, Consumer<String> progress) {
        progress.accept("waiting for the inbox");
        SyncAnswer answer = until(world, request(Optional.empty(), Optional.empty()), one -> inbox(one) > 0
                && one.changedTotal() >= channels);
        return all(world, answer.since().orElseThrow());
    }

    private void resume(
            BenchStack stack,
            World world,
            String since,
            StatementCount statements,
            BenchReport report,
            Consumer<String> progress) {
        world.post(changed, "changed");
        SyncRequest request = request(Optional.of(since), Optional.empty());
        until(world, request, answer -> answer.changedTotal() >= changed);
        measure(stack, world, request, resumeRate, "resume", report, progress);
        count(world, request, statements, "resume", report);
        if (shards) {
            progress.accept("waiting until what is told twice is over");
            Waits.run(SLACK);
            String fresh = withoutInbox(all(world, since));
            world.post(changed, "changed-shards");
            SyncRequest byShards = request(Optional.of(fresh), Optional.empty());
            measure(stack, world, byShards, resumeRate, "resume_by_shards", report, progress);
            count(world, byShards, statements, "resume_by_shards", report);
        }
    }

    /// Reads all pages, and counts what they cost.
    private void missed(World world, StatementCount statements, BenchReport report, Consumer<String> progress) {
        progress.accept("missing " + missed + " conversations");
        String since = all(world, Optional.<String>empty());
        world.post(missed, "missed");
        SyncRequest request = request(Optional.of(since), Optional.empty());
        SyncAnswer first = until(world, request, answer -> answer.changedTotal() >= missed);
        Pages pages = new Pages();
        long start = System.nanoTime();
        double statementsAll = statements.perRun(1, () -> pages.read(world, request));
        double millis = (System.nanoTime() - start) / 1e6;
        report.put("missed_conversations", missed)
                .put("missed_told_by_first_answer", first.changedTotal())
                .put("missed_requests", pages.requests)
                .put("missed_conversations_read", pages.conversations)
                .put("missed_events_read", pages.events)
                .put("missed_bytes", pages.bytes)
                .put("missed_statements", statementsAll)
                .put("missed_ms", millis);
    }

    private void measure(
            BenchStack stack,
            World world,
            SyncRequest request,
            int rate,
            String prefix,
            BenchReport report,
            Consumer<String> progress) {
        progress.accept(prefix.replace('_', ' ') + " at " + rate + "/s: " + options.warmedUp().toSeconds()
                + " s of warm-up, " + options.measured().toSeconds() + " s measured");
        RequestLoad load = new RequestLoad(stack.gateways(), List.of(bytes(world, request)), rate);
        Duration cpu = stack.cpuTime();
        Machine machine = Machine.look();
        RequestLoad.Result result = load.run(options.warmedUp(), options.measured());
        Duration used = stack.cpuTime().minus(cpu);
        double requests = rate * (options.warmedUp().plus(options.measured()).toMillis() / 1000.0);
        report.put(prefix + "_asked_per_second", rate)
                .put(prefix + "_answered_per_second", result.perSecond())
                .quantiles(prefix, result.latency())
                .put(prefix + "_bytes", Math.round(result.bytesEach()))
                .put(prefix + "_cpu_ms", used.toMillis() / Math.max(1, requests))
                .put(prefix + "_steal_percent", machine.stealPercent())
                .put(prefix + "_errors", result.errors().toString());
    }

    private static void count(
            World world, SyncRequest request, StatementCount statements, String prefix, BenchReport report) {
        Pages pages = new Pages();
        double each = statements.perRun(COUNTED_RUNS, () -> pages.ask(world, request));
        report.put(prefix + "_statements", each)
                .put(prefix + "_conversations", pages.conversations / COUNTED_RUNS)
                .put(prefix + "_events", pages.events / COUNTED_RUNS);
    }

    private static SyncRequest request(Optional<String> since, Optional<String> cursor) {
        return SyncRequest.since(
                since, cursor, Limits.SYNC_WINDOW_DEFAULT, Limits.TIMELINE_DEFAULT, Optional.empty());
    }

    private static byte[] bytes(World world, SyncRequest request) {
        return HttpLine.post("/v1/sync", world.token(), ApiCodec.write(request));
    }

    private SyncAnswer until(World world, SyncRequest request, Predicate<SyncAnswer> done) {
        long until = System.nanoTime() + INBOX_WAIT.toNanos();
        SyncAnswer answer = world.person().sync(request);
        while (!done.test(answer)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("sync: " + answer.changedTotal() + " changed, inbox at " + inbox(answer)
                        + " after " + INBOX_WAIT.toSeconds() + " s (expected: all, told by the inbox)");
            }
            Waits.run(POLL);
            answer = world.person().sync(request);
        }
        return answer;
    }

    private static String all(World world, String since) {
        return all(world, Optional.of(since));
    }

    private static String all(World world, Optional<String> since) {
        return world.person().sync(request(since, Optional.empty())).since().orElseThrow();
    }

    /// Revision of the inbox in the answer's token; 0 if it did not answer.
    private static long inbox(SyncAnswer answer) {
        return Long.parseLong(answer.since().orElseThrow().split("\\.", -1)[INBOX_PART], 36);
    }

    private static String withoutInbox(String since) {
        return since.substring(0, since.lastIndexOf('.')) + ".0";
    }

    /// Counts what answers hold. Used by one thread.
    private static final class Pages {
        private long requests;
        private long conversations;
        private long events;
        private long bytes;

        /// Asks once.
        ///
        /// @return `next` of the answer
        Optional<String> ask(World world, SyncRequest request) {
            try (HttpLine line = new HttpLine(world.stack().gateways().getFirst())) {
                HttpLine.Reply reply = line.ask(bytes(world, request));
                SyncAnswer answer = ApiCodec.read(reply.body(), SyncAnswer.class);
                requests++;
                bytes += reply.bytes();
                conversations += answer.conversations().size();
                for (Conversation one : answer.conversations()) {
                    events += one.events().map(EventPage::events).map(List::size).orElse(0);
                }
                return answer.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Asks page by page, in the largest windows.
        void read(World world, SyncRequest first) {
            Optional<String> cursor = Optional.empty();
            do {
                cursor = ask(
                        world,
                        SyncRequest.since(
                                first.since(), cursor, Limits.SYNC_WINDOW_MAX, Limits.TIMELINE_DEFAULT,
                                Optional.empty()));
            } while (cursor.isPresent());
        }
    }
}
