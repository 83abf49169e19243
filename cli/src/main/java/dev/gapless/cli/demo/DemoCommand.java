package dev.gapless.cli.demo;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.client.Endpoint;
import dev.gapless.client.Token;
import dev.gapless.devstack.StackState;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `gapless demo`: two people talk, one goes off line, the server is killed in the middle of a burst, and everything that was
/// acked is there.
@Command(
        name = "demo",
        description = {
            "See it work: two people talk, one goes off line, the server is killed with -9 in the middle of a burst and started"
                    + " again, everyone catches up. Then the proof. About a minute; nothing is left behind.",
            "",
            "It runs in a temporary directory, beside any server that you have. Exit 0 only if everything held."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless demo"})
public final class DemoCommand implements Callable<Integer> {
    private static final int TALK = 40;
    private static final int TALK_WARM_UP = 10;
    private static final int WHILE_AWAY = 200;
    private static final int BURST = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Session session;
    private final long startNs = System.nanoTime();
    private final Map<IdempotencyKey, Long> acked = new HashMap<>();
    private int sent;

    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("gapless-demo-");
        DemoServer server = new DemoServer(directory);
        Thread cleanUp = new Thread(() -> cleanUp(server, directory), "demo-clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        boolean held;
        try {
            held = play(server, directory);
        } finally {
            cleanUp(server, directory);
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
        say(
                held ? Tone.GOOD : Tone.BAD,
                (held ? "Everything held" : "NOT everything held") + ", in " + elapsed()
                        + ". Nothing is left running.");
        return held ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    private boolean play(DemoServer server, Path directory) throws InterruptedException {
        step("starting MariaDB, Kafka and a server in " + directory);
        StackState stack = server.start();
        note("ready at " + stack.servers().getFirst());
        Endpoint endpoint = new Endpoint(stack.servers());
        Path tokens = stack.operatorToken().resolveSibling(".").normalize();
        try (DemoDevice ada = device("ada", endpoint, tokens);
                DemoDevice lin = device("lin", endpoint, tokens)) {
            ChannelId general = ada.api()
                    .channelNamed("general")
                    .orElseThrow(() -> failed("there is no #general"))
                    .id();
            ada.follow(general);
            lin.follow(general);
            talk(ada, lin, general);
            away(ada, lin, general);
            crash(server, ada, general);
            catchUp(server, ada, lin, general);
            return prove(ada, lin, general);
        }
    }

    private void talk(DemoDevice ada, DemoDevice lin, ChannelId general) throws InterruptedException {
        step("ada and lin talk");
        List<Long> delaysNs = new ArrayList<>();
        for (int i = 1; i <= TALK; i++) {
            DemoDevice from = i % 2 == 1 ? ada : lin;
            DemoDevice to = i % 2 == 1 ? lin : ada;
            long begin = System.nanoTime();
            IdempotencyKey key = from.send(general, (i % 2 == 1 ? "ping " : "pong ") + i);
            sent++;
            if (!to.await(() -> to.hasShown(key), PATIENCE)) {
                throw failed("message " + i + " did not appear on the other screen");
            }
            if (i > TALK_WARM_UP) {
                delaysNs.add(to.shownAtNs(key) - begin);
            }
        }
        delaysNs.sort(Long::compare);
        note(TALK + " messages; from the key press to the other screen: half within "
                + millis(delaysNs.get(delaysNs.size() / 2)) + ", all within " + millis(delaysNs.getLast()));
    }

    private void away(DemoDevice ada, DemoDevice lin, ChannelId general) throws InterruptedException {
        step("lin goes off line; ada writes on");
        lin.goOffline();
        int before = ada.acks();
        long begin = System.nanoTime();
        for (int i = 1; i <= WHILE_AWAY; i++) {
            ada.send(general, "while lin is away " + i);
            sent++;
        }
        if (!ada.await(() -> ada.acks() >= before + WHILE_AWAY, PATIENCE)) {
            throw failed("only " + (ada.acks() - before) + " of " + WHILE_AWAY + " were acked");
        }
        note(WHILE_AWAY + " messages, all acked after " + millis(System.nanoTime() - begin));
    }

    private void crash(DemoServer server, DemoDevice ada, ChannelId general) throws InterruptedException {
        step("ada writes " + BURST + " more in one go; kill -9 in the middle");
        int before = ada.acks();
        for (int i = 1; i <= BURST; i++) {
            ada.send(general, "burst " + i);
            sent++;
        }
        if (!ada.await(() -> ada.acks() >= before + BURST / 3, PATIENCE)) {
            throw failed("the burst did not get going");
        }
        server.kill();
        int got = ada.acks() - before;
        note("the server is dead; " + got + " were acked, " + (BURST - got)
                + " are in ada's outbox, some of them in doubt");
    }

    private void catchUp(DemoServer server, DemoDevice ada, DemoDevice lin, ChannelId general)
            throws InterruptedException {
        step("starting the server again, on the same data");
        server.start();
        note("ready");
        step("everyone catches up; lin is back on line");
        long begin = System.nanoTime();
        lin.goOnline();
        ada.reconnectNow();
        if (!ada.await(() -> ada.acks() + lin.acks() >= sent, PATIENCE)) {
            throw failed("only " + (ada.acks() + lin.acks()) + " of " + sent + " were acked, " + ada.refusals()
                    + " refused");
        }
        note("ada's outbox is empty after " + millis(System.nanoTime() - begin));
        long head = ada.api().channel(general).head().value();
        if (!lin.await(() -> lin.lastShown() >= head, PATIENCE)
                || !ada.await(() -> ada.lastShown() >= head, PATIENCE)) {
            throw failed(
                    "lin came to seq " + lin.lastShown() + ", ada to " + ada.lastShown() + ", the head is " + head);
        }
        note("lin and ada have everything after " + millis(System.nanoTime() - begin) + ", "
                + (lin.holesRepaired() + ada.holesRepaired()) + " gaps repaired");
    }

    private boolean prove(DemoDevice ada, DemoDevice lin, ChannelId general) {
        acked.putAll(ada.acked());
        acked.putAll(lin.acked());
        Map<String, List<Event>> screens = new LinkedHashMap<>();
        screens.put("ada", ada.shown());
        screens.put("lin", lin.shown());
        DemoProof proof = DemoProof.of(sent, acked, log(ada, general), screens);
        session.world().out().line("");
        say(Tone.STRONG, "The proof");
        for (DemoProof.Row row : proof.rows()) {
            Line line = Line.of(row.held() ? Tone.GOOD : Tone.BAD, row.held() ? "  ✓ " : "  ✗ ")
                    .and(Tone.PLAIN, String.format(Locale.ROOT, "%-14s %s", row.claim(), row.detail()));
            print(line);
        }
        session.world().out().line("");
        return proof.held();
    }

    private static List<Event> log(DemoDevice device, ChannelId channel) {
        List<Event> log = new ArrayList<>();
        Position at = Position.START;
        while (true) {
            EventPage page = device.api().eventsAfter(channel, at, Limits.PAGE_MAX);
            log.addAll(page.events());
            at = new Position(Math.max(at.value(), page.to()));
            if (page.events().isEmpty() || at.value() >= page.head().value()) {
                return log;
            }
        }
    }

    private DemoDevice device(String name, Endpoint endpoint, Path tokens) {
        try {
            return new DemoDevice(name, endpoint, Token.read(tokens.resolve(name)), session.world().random());
        } catch (IOException e) {
            throw failed("no token of " + name);
        }
    }

    private void step(String text) {
        print(Line.of(Tone.DIM, String.format(Locale.ROOT, "%8s  ", elapsed())).and(Tone.STRONG, text));
    }

    private void note(String text) {
        print(Line.of(Tone.DIM, String.format(Locale.ROOT, "%8s  ", elapsed())).and(Tone.PLAIN, "  " + text));
    }

    private void say(Tone tone, String text) {
        print(Line.of(tone, text));
    }

    private void print(Line line) {
        session.world().out().line(line.render(session.colour(session.world().out())));
    }

    private String elapsed() {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - startNs) / 1e9);
    }

    private static String millis(long ns) {
        return String.format(Locale.ROOT, "%.1f ms", ns / 1e6);
    }

    private static CliFailure failed(String what) {
        return new CliFailure(ExitCode.FAILED, "not-held", "demo: " + what,
                "run it again; if it fails again, report it");
    }

    private static synchronized void cleanUp(DemoServer server, Path directory) {
        server.close();
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
