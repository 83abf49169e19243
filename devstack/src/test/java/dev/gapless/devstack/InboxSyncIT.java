package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.ApiClient;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.protocol.api.Conversation;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.api.Me;
import dev.gapless.protocol.codec.InboxCodec;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import dev.gapless.protocol.inbox.InboxRoute;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.TopicPartition;
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

    /// Stores, offsets and the log's beginning in Kafka: all is gone, as after a reset of the application in an old system. Has every
    /// role, so the files for monitoring are compared with them.
    @Test
    void theInboxLearnsAgainWhatItHasLostForGood() throws Exception {
        Path data = directory.resolve("lost");
        try (DevStack stack = DevStack.start(
                DevStackOptions.in(data, TestPlaces.cache()).withFanout(Placement.PROCESS).withPorts(0, 0),
                Clock.systemUTC(), new Random())) {
            ApiClient ada = client(stack, data, "ada");
            ApiClient grace = client(stack, data, "grace");
            ChannelId general = ada.channelNamed("general").orElseThrow().id();
            ada.send(general, "one", new IdempotencyKey("k-1"));
            Me who = grace.me();
            until(() -> sync(grace, Optional.empty()), answer -> inboxOf(answer) > 0 && unread(answer, general) == 1);
            RoleProcess fanout = stack.fanoutProcess().orElseThrow();
            MonitoringFiles.assertShown(List.of(stack.servers().getFirst(), stack.admin(), fanout.url()));
            fanout.kill();
            forgetAll(stack.state().kafka());
            fanout.start();
            ada.send(general, "two", new IdempotencyKey("k-2"));
            InboxConversation known = untilKnown(stack, who, general, () -> sync(grace, Optional.empty()));
            assertTrue(known.member());
            assertFalse(known.exact(), "what was deleted before is not known");
            Seq head = ada.send(general, "three", new IdempotencyKey("k-3")).seq();
            grace.putCursor(general, new PutCursor(head, Optional.empty(), Optional.empty(), Optional.empty()));
            ada.send(general, "four", new IdempotencyKey("k-4"));
            long end = System.nanoTime() + DEADLINE.toNanos();
            while (!known.exact() || known.unread() != 1) {
                assertTrue(System.nanoTime() < end, known.toString());
                known = untilKnown(stack, who, general, () -> sync(grace, Optional.empty()));
            }
        }
    }

    /// Each time that it is not known, somebody asks who is concerned.
    private InboxConversation untilKnown(DevStack stack, Me who, ChannelId channel, Supplier<SyncAnswer> somebody)
            throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            HttpRequest request = HttpRequest.newBuilder(stack.state().inbox().resolve(
                    InboxRoute.question(who.workspace().id(), who.user().id(), 0, WINDOW)))
                    .header(InboxRoute.SECRET_HEADER, Files.readString(stack.state().inboxSecret()).strip())
                    .build();
            InboxAnswer answer = new InboxAnswer.NotReady("does not listen");
            try {
                answer = InboxCodec.read(http.http().send(request, BodyHandlers.ofByteArray()).body());
            } catch (IOException e) {
                // It is starting.
            }
            if (answer instanceof InboxAnswer.Changes changes && changes.unsure().isEmpty()) {
                Optional<InboxConversation> found = changes.changed().stream()
                        .filter(each -> each.channel().equals(channel))
                        .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
            assertTrue(System.nanoTime() < end, answer.toString());
            assertFalse(somebody.get().resync());
        }
    }

    private static void forgetAll(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Set<String> own = new HashSet<>(admin.listTopics().names().get());
            own.removeIf(name -> !name.startsWith("gapless-inbox-"));
            assertFalse(own.isEmpty());
            admin.deleteTopics(own).all().get();
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            Objects.requireNonNull(
                    admin.describeTopics(List.of(Topics.EVENTS)).allTopicNames().get().get(Topics.EVENTS))
                    .partitions()
                    .forEach(
                            each -> ends.put(new TopicPartition(Topics.EVENTS, each.partition()), OffsetSpec.latest()));
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.listOffsets(ends).all().get().forEach(
                    (partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            admin.deleteRecords(all).all().get();
            // The broker thinks for some while yet that its member is alive.
            admin.removeMembersFromConsumerGroup("gapless-inbox", new RemoveMembersFromConsumerGroupOptions())
                    .all().get();
            admin.deleteConsumerGroups(List.of("gapless-inbox")).all().get();
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
