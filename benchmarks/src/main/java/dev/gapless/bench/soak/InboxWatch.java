package dev.gapless.bench.soak;

import dev.gapless.bench.Waits;
import dev.gapless.devstack.StackState;
import dev.gapless.protocol.codec.InboxCodec;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import dev.gapless.protocol.inbox.InboxRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/// Asks the inbox again and again while the people act, and keeps what it says, to be compared with the model at the very head each
/// answer was given for. A thread of its own.
final class InboxWatch implements AutoCloseable {
    static final int LIMIT = 2_048;
    private static final Duration PAUSE = Duration.ofMillis(15);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_KEPT = 100_000;

    private final URI address;
    private final String secret;
    private final List<Person> people;
    private final Random random;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
    private final List<Sample> samples = new ArrayList<>();
    private final Map<Person, Long> since = new HashMap<>();
    private final Thread thread;
    private volatile boolean ended;
    private volatile boolean paused;
    private final LongAdder answers = new LongAdder();
    private final LongAdder notReady = new LongAdder();

    /// What the inbox said of one conversation.
    record Sample(Person person, InboxConversation conversation) {}

    InboxWatch(StackState stack, List<Person> people, long seed) {
        this.address = stack.inbox();
        this.people = List.copyOf(people);
        this.random = new Random(seed + 1);
        try {
            this.secret = Files.readString(stack.inboxSecret()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.thread = Thread.ofPlatform().name("inbox-watch").start(this::run);
    }

    /// Asks now.
    InboxAnswer ask(Person person, long from) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(
                InboxRoute.question(person.tenant().workspace(), person.id(), from, LIMIT)))
                .header(InboxRoute.SECRET_HEADER, secret)
                .timeout(TIMEOUT)
                .build();
        try {
            return InboxCodec.read(http.send(request, BodyHandlers.ofByteArray()).body());
        } catch (IOException | IllegalArgumentException e) {
            return new InboxAnswer.NotReady(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new InboxAnswer.NotReady("interrupted");
        }
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    long answers() {
        return answers.sum();
    }

    long notReady() {
        return notReady.sum();
    }

    /// What was gathered; it is forgotten.
    List<Sample> take() {
        synchronized (samples) {
            List<Sample> all = List.copyOf(samples);
            samples.clear();
            return all;
        }
    }

    private void run() {
        while (!ended) {
            if (!paused) {
                Person person = people.get(random.nextInt(people.size()));
                switch (ask(person, since.getOrDefault(person, 0L))) {
                    case InboxAnswer.NotReady(String reason, var _) -> notReady.increment();
                    case InboxAnswer.Changes changes -> {
                        answers.increment();
                        since.put(person, changes.revision());
                        keep(person, changes);
                    }
                }
            }
            Waits.run(PAUSE);
        }
    }

    private void keep(Person person, InboxAnswer.Changes changes) {
        synchronized (samples) {
            for (InboxConversation conversation : changes.changed()) {
                if (samples.size() < MAX_KEPT) {
                    samples.add(new Sample(person, conversation));
                }
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
