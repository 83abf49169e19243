package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.ApiClient;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.protocol.api.Conversation;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A sync that the inbox answers and one that the shards answer, over one history.
class InboxSyncIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int WINDOW = 200;
    /// Of more events, those would differ that only one of the devices has been told before.
    private static final int LAST = 1;

    @TempDir
    private Path directory;

    private final HttpOptions http = HttpOptions.standard(new Random());

    @AfterEach
    void closeConnections() {
        http.http().close();
    }

    @Test
    void bothSourcesTellTheSame() throws IOException {
        Path data = directory.resolve("data");
        try (DevStack stack = DevStack.start(
                DevStackOptions.in(data, TestPlaces.cache()).withPorts(0, 0), Clock.systemUTC(), new Random())) {
            ApiClient ada = client(stack, data, "ada");
            ApiClient grace = client(stack, data, "grace");
            ChannelId general = ada.channelNamed("general").orElseThrow().id();
            for (int i = 0; i < 3; i++) {
                ada.send(general, "text " + i, new IdempotencyKey("k-" + i));
            }
            SyncAnswer cold = until(() -> sync(grace, Optional.empty()),
                    answer -> inboxOf(answer) > 0 && unread(answer, general) == 3);
            // A token that no inbox ever answered is answered by the shards.
            SyncAnswer shards = sync(grace, Optional.of(without(cold, Duration.ofDays(20))));
            assertFalse(shards.resync());
            assertTrue(inboxOf(shards) > 0, "the next sync can ask the inbox");
            assertEquals(told(shards), told(cold));

            ada.send(general, "one more", new IdempotencyKey("k-more"));
            SyncAnswer next = until(() -> sync(grace, cold.since()), answer -> unread(answer, general) == 4);
            // Of the other channel, a join of the first minute may still be on its way to the inbox.
            SyncAnswer again = sync(grace, Optional.of(without(next, Duration.ofDays(20))));
            assertEquals(of(general, again), of(general, next));
        }
    }

    private static List<Conversation> told(SyncAnswer answer) {
        return answer.conversations().stream()
                .sorted((a, b) -> a.channel().id().text().compareTo(b.channel().id().text()))
                .toList();
    }

    private static List<Conversation> of(ChannelId channel, SyncAnswer answer) {
        return told(answer).stream().filter(one -> one.channel().id().equals(channel)).toList();
    }

    private static long unread(SyncAnswer answer, ChannelId channel) {
        return answer.conversations().stream()
                .filter(one -> one.channel().id().equals(channel))
                .mapToLong(one -> one.unread().orElseThrow().unread())
                .sum();
    }

    /// Revision of the inbox in the token.
    private static long inboxOf(SyncAnswer answer) {
        return Long.parseLong(answer.since().orElseThrow().split("\\.", -1)[3], 36);
    }

    private static String without(SyncAnswer answer, Duration earlier) {
        String[] parts = answer.since().orElseThrow().split("\\.", -1);
        long at = Long.parseLong(parts[1], 36) - earlier.toMillis();
        return parts[0] + "." + Long.toString(at, 36) + ".0.0";
    }

    private static SyncAnswer sync(ApiClient who, Optional<String> since) {
        return who.sync(SyncRequest.since(since, Optional.empty(), WINDOW, LAST, Optional.empty()));
    }

    private static SyncAnswer until(Supplier<SyncAnswer> ask, Predicate<SyncAnswer> done) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        SyncAnswer answer = ask.get();
        while (!done.test(answer)) {
            assertTrue(System.nanoTime() < end, answer.toString());
            Thread.onSpinWait();
            answer = ask.get();
        }
        return answer;
    }

    private ApiClient client(DevStack stack, Path data, String name) throws IOException {
        return new ApiClient(
                new Endpoint(stack.state().servers()), Token.read(data.resolve("tokens/" + name)), http);
    }
}
