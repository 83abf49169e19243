package dev.gapless.devstack.crash;

import dev.gapless.client.ApiClient;
import dev.gapless.client.ClientException;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Senders that write to one channel at the same time, each one message after the other, and repeat each with its key until it is acknowledged.
final class Crew implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final ChannelId channel;
    private final String name;
    private final Map<Seq, String> acked = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean enough;

    /// @param name marks this crew's texts and keys
    Crew(ChannelId channel, String name) {
        this.channel = channel;
        this.name = name;
    }

    /// Sends until told that it is enough.
    void start(int senders, ApiClient api) {
        for (int i = 0; i < senders; i++) {
            String sender = name + "-" + i;
            running.add(threads.submit(() -> {
                for (int n = 0; !enough && !Thread.currentThread().isInterrupted(); n++) {
                    send(api, sender + "-" + n);
                }
            }));
        }
    }

    private void send(ApiClient api, String text) {
        IdempotencyKey key = new IdempotencyKey("key-" + text);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                SendAnswer answer = api.send(channel, text, key);
                String before = acked.putIfAbsent(answer.seq(), text);
                if (before != null) {
                    throw new AssertionError("seq " + answer.seq() + " was given to " + before + " and to " + text);
                }
                return;
            } catch (ClientException e) {
                // Refused or no answer: the same key again.
            }
        }
    }

    /// Acknowledged texts by seq.
    Map<Seq, String> acked() {
        return Map.copyOf(acked);
    }

    /// Waits until so many more sends than now are acknowledged.
    void awaitMore(int count) {
        int wanted = acked.size() + count;
        Waiting.until(() -> acked.size() >= wanted, DEADLINE,
                () -> acked.size() + " acknowledged, waiting for " + wanted);
    }

    /// Lets each sender finish the message at hand.
    void finish() throws InterruptedException {
        enough = true;
        for (Future<?> sender : running) {
            try {
                sender.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("a sender failed", e);
            } catch (TimeoutException e) {
                throw new AssertionError("a sender does not finish: " + acked.size() + " acknowledged", e);
            }
        }
    }

    @Override
    public void close() {
        enough = true;
        threads.shutdownNow();
    }
}
