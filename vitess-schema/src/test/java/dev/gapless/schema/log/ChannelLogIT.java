package dev.gapless.schema.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.ChannelRules;
import dev.gapless.protocol.event.ChannelRules.Who;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelState;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberKey;
import dev.gapless.schema.outbox.OutboxRow;
import dev.gapless.schema.outbox.OutboxTable;
import dev.gapless.schema.outbox.SeqRange;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.CuttingProxy;
import dev.gapless.schema.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChannelLogIT {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);
    private static final IdGenerator ids = new IdGenerator(Clock.systemUTC(), 1);

    private static Shards shards;

    private final ChannelLog log = new ChannelLog();
    private final WorkspaceId workspace = new WorkspaceId(ids.next());
    private final UserId ada = new UserId(ids.next());
    private final UserId lin = new UserId(ids.next());

    @BeforeAll
    static void start() {
        shards = TestDatabase.newShards();
    }

    @AfterAll
    static void stop() {
        shards.close();
    }

    @Test
    void countsSeqsAndOrdinals() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        AppendResult.Appended first = appended(post(channel, ada, "k1", "hello"));
        AppendResult.Appended second = appended(post(channel, ada, "k2", "wörld 🎉"));
        assertEquals(3, first.event().seq());
        assertEquals(1, first.event().ordinal());
        assertEquals(4, second.event().seq());
        assertEquals(2, second.event().ordinal());
        ChannelHead head = head(channel);
        assertEquals(4, head.lastSeq());
        assertEquals(2, head.lastOrdinal());
        assertEquals(2, head.memberSeq());
        assertEquals(ChannelClass.NORMAL, first.channelClass());
    }

    @Test
    void readsBackTheSameBytes() {
        ChannelKey channel = create(ChannelKind.PRIVATE);
        EventBody.MessagePosted answer = EventBody.MessagePosted.reply(
                "an \"answer\" \\ \u0000 \u2028 🎉", new IdempotencyKey("k2"), new Seq(3));
        appended(post(channel, ada, "k1", "question"));
        appended(only(log.append(shard(channel), List.of(Append.message(channel, ada, answer, NOW)), ids.next())));
        appended(only(log.append(shard(channel), List.of(join(channel, lin)), ids.next())));
        appended(only(log.append(shard(channel), List.of(leave(channel, lin)), ids.next())));
        List<EventRow> rows = page(channel);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), rows.stream().map(EventRow::seq).toList());
        for (EventRow row : rows) {
            EncodedEvent encoded = row.encoded();
            assertEquals(row.event(), EventCodec.decode(encoded.json()));
        }
        assertEquals(answer, rows.get(3).event().body());
        assertEquals(new EventBody.ChannelChanged(Map.of("state", "created")), rows.get(0).event().body());
        assertEquals(new EventBody.MemberJoined(lin, MemberRole.MEMBER), rows.get(4).event().body());
        assertEquals(new EventBody.MemberLeft(lin), rows.get(5).event().body());
        assertEquals(lin.value(), rows.get(5).encoded().subject());
    }

    @Test
    void encodesAtCommitWhatHistoryShowsLater() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        byte[] atCommit = appended(post(channel, ada, "k1", "tschüß")).event().json();
        byte[] later = page(channel).getLast().encoded().json();
        assertEquals(new String(atCommit, StandardCharsets.UTF_8), new String(later, StandardCharsets.UTF_8));
    }

    @Test
    void answersARepeatedKeyWithTheFirstSeq() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        appended(post(channel, ada, "k1", "hello"));
        AppendResult again = post(channel, ada, "k1", "hello");
        assertEquals(new AppendResult.Duplicate(3, 1, NOW), again);
        assertEquals(new AppendResult.KeyReused(3), post(channel, ada, "k1", "another text"));
        assertEquals(3, head(channel).lastSeq());
    }

    @Test
    void answersTheRestOfABatchThatHoldsARepetition() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        appended(post(channel, ada, "k1", "one"));
        List<AppendResult> results = log.append(
                shard(channel),
                List.of(
                        message(channel, ada, "k0", "zero"),
                        message(channel, ada, "k1", "one"),
                        message(channel, ada, "k2", "two"),
                        message(channel, ada, "k2", "two"),
                        message(channel, ada, "k2", "other")),
                ids.next());
        assertEquals(4, appended(results.get(0)).event().seq());
        assertEquals(new AppendResult.Duplicate(3, 1, NOW), results.get(1));
        assertEquals(5, appended(results.get(2)).event().seq());
        assertEquals(new AppendResult.Duplicate(5, 3, NOW), results.get(3));
        assertEquals(new AppendResult.KeyReused(5), results.get(4));
    }

    @Test
    void keepsKeysOfSendersAndChannelsApart() {
        ChannelKey first = create(ChannelKind.PUBLIC);
        ChannelKey second = create(ChannelKind.PUBLIC);
        appended(only(log.append(shard(first), List.of(join(first, lin)), ids.next())));
        appended(post(first, ada, "k1", "a"));
        appended(post(first, lin, "k1", "b"));
        appended(post(second, ada, "k1", "c"));
    }

    @Test
    void staysDenseWhenManyWriteAtOnce() throws InterruptedException, ExecutionException {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        ChannelKey other = createOnShardOf(channel);
        ChannelLog second = new ChannelLog();
        List<ChannelLog> gateways = List.of(log, second);
        Set<Long> seqs = new HashSet<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<AppendResult>>> runs = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                int number = writer;
                runs.add(executor.submit(() -> {
                    List<AppendResult> results = new ArrayList<>();
                    for (int round = 0; round < 15; round++) {
                        List<Append> batch = new ArrayList<>();
                        for (int i = 0; i < 5; i++) {
                            String key = number + "-" + round + "-" + i;
                            batch.add(message(channel, ada, key, key));
                            batch.add(message(other, ada, key, key));
                        }
                        results.addAll(gateways.get(number % 2).append(shard(channel), batch, ids.next()));
                    }
                    return results;
                }));
            }
            for (Future<List<AppendResult>> run : runs) {
                run.get().stream()
                        .map(ChannelLogIT::appended)
                        .filter(result -> result.event().key().equals(channel))
                        .forEach(result -> assertTrue(seqs.add(result.event().seq()), "seq given twice"));
            }
        }
        assertEquals(450, seqs.size());
        for (ChannelKey each : List.of(channel, other)) {
            List<Long> inLog = page(each).stream().map(EventRow::seq).toList();
            assertEquals(LongStream.rangeClosed(1, 452).boxed().toList(), inLog);
            assertEquals(452, head(each).lastSeq());
            assertEquals(450, head(each).lastOrdinal());
        }
    }

    @Test
    void givesOneSeqToTheSameKeySentFromManySides() throws InterruptedException, ExecutionException {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<AppendResult>>> runs = new ArrayList<>();
            for (int side = 0; side < 6; side++) {
                ChannelLog gateway = new ChannelLog();
                runs.add(executor.submit(() -> {
                    List<Append> batch = IntStream.range(0, 20)
                            .mapToObj(i -> message(channel, ada, "k" + i, "text " + i))
                            .toList();
                    return gateway.append(shard(channel), batch, ids.next());
                }));
            }
            int appended = 0;
            List<List<Long>> seqs = new ArrayList<>();
            for (Future<List<AppendResult>> run : runs) {
                appended += (int) run.get().stream().filter(AppendResult.Appended.class::isInstance).count();
                seqs.add(run.get().stream().map(ChannelLogIT::seq).toList());
            }
            assertEquals(20, appended);
            assertEquals(1, new HashSet<>(seqs).size(), seqs.toString());
        }
        assertEquals(22, head(channel).lastSeq());
    }

    @Test
    void refusesWhoIsNotAMember() {
        ChannelKey open = create(ChannelKind.PUBLIC);
        ChannelKey closed = create(ChannelKind.PRIVATE);
        assertInstanceOf(AppendResult.NotAMember.class, post(open, lin, "k1", "hello"));
        assertInstanceOf(AppendResult.NoSuchChannel.class, post(closed, lin, "k1", "hello"));
        ChannelKey missing = new ChannelKey(workspace, new ChannelId(ids.next()));
        assertInstanceOf(AppendResult.NoSuchChannel.class, post(missing, lin, "k1", "hello"));
    }

    @Test
    void seesJoinsAndLeavesOfOtherGateways() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        ChannelLog other = new ChannelLog();
        assertInstanceOf(AppendResult.NotAMember.class, post(channel, lin, "k1", "too soon"));
        appended(only(other.append(shard(channel), List.of(join(channel, lin)), ids.next())));
        appended(post(channel, lin, "k1", "now"));
        appended(only(other.append(shard(channel), List.of(leave(channel, lin)), ids.next())));
        assertInstanceOf(AppendResult.NotAMember.class, post(channel, lin, "k2", "too late"));
        assertEquals(new AppendResult.Duplicate(4, 1, NOW), post(channel, lin, "k1", "now"));
    }

    @Test
    void appliesMemberEventsWithinABatch() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        List<AppendResult> results = log.append(
                shard(channel),
                List.of(
                        message(channel, lin, "k1", "no"),
                        join(channel, lin),
                        join(channel, lin),
                        message(channel, lin, "k2", "yes"),
                        leave(channel, lin),
                        message(channel, lin, "k3", "no"),
                        leave(channel, lin)),
                ids.next());
        assertInstanceOf(AppendResult.NotAMember.class, results.get(0));
        assertEquals(3, appended(results.get(1)).event().seq());
        assertInstanceOf(AppendResult.NoChange.class, results.get(2));
        assertEquals(4, appended(results.get(3)).event().seq());
        assertEquals(5, appended(results.get(4)).event().seq());
        assertInstanceOf(AppendResult.NotAMember.class, results.get(5));
        assertInstanceOf(AppendResult.NoChange.class, results.get(6));
        var row = shard(channel).read("test", handle -> ChannelMemberTable.find(handle, new MemberKey(channel, lin)))
                .orElseThrow();
        assertEquals(false, row.member());
        assertEquals(3, row.joinedSeq());
        assertEquals(5, row.version());
        ChannelRow stored = find(channel);
        assertEquals(1, stored.memberCount());
        assertEquals(5, stored.head().memberSeq());
    }

    @Test
    void takesNoMessagesInAnArchivedChannel() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        appended(post(channel, ada, "k1", "last words"));
        ChannelRow row = find(channel);
        ChannelHead head = row.head();
        ChannelHead archived = new ChannelHead(
                head.key(), head.kind(), head.channelClass(), ChannelState.ARCHIVED, 1, head.lastSeq(),
                head.lastOrdinal(), 1, 2);
        ChannelRow changed = new ChannelRow(
                archived, row.name(), Optional.of("gone"), row.peers(), 1, row.createdAt(), row.lastEventAt(),
                row.version());
        Append event = Append.of(
                channel, ada, new EventBody.ChannelChanged(Map.of("state", "archived")), NOW,
                Append.Requirement.MEMBER);
        appended(only(log.append(
                shard(channel), handle -> assertTrue(ChannelTable.setProperties(handle, changed)), List.of(event),
                ids.next())));
        assertInstanceOf(AppendResult.Archived.class, post(channel, ada, "k2", "more"));
        assertInstanceOf(AppendResult.Archived.class,
                only(log.append(shard(channel), List.of(join(channel, lin)), ids.next())));
        assertEquals(new AppendResult.Duplicate(3, 1, NOW), post(channel, ada, "k1", "last words"));
        assertEquals(Optional.of("gone"), find(channel).topic());
    }

    @Test
    void asksOfThosePostingWhatTheChannelSays() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        appended(only(log.append(shard(channel), List.of(join(channel, lin)), ids.next())));
        rules(channel, new ChannelRules(Who.ADMINS, Who.EVERYBODY, 2, Duration.ZERO));
        assertInstanceOf(AppendResult.NotByRule.class, post(channel, lin, "k1", "may I"));
        appended(post(channel, ada, "k1", "an owner may"));
        Append asAdmin = Append.message(
                channel, lin, EventBody.MessagePosted.of("of the workspace", new IdempotencyKey("k2")), NOW,
                Append.Requirement.MEMBER_WHO_ADMINISTERS);
        appended(only(log.append(shard(channel), List.of(asAdmin), ids.next())));
        assertEquals(
                new AppendResult.TooMany("members", 2),
                only(log.append(shard(channel), List.of(join(channel, new UserId(ids.next()))), ids.next())));

        rules(channel, new ChannelRules(Who.EVERYBODY, Who.ADMINS, 0, Duration.ofMinutes(1)));
        appended(only(log.append(shard(channel), List.of(join(channel, new UserId(ids.next()))), ids.next())));
        Mention everyone = new Mention(0, 8, new MentionTarget.Everyone(MentionTarget.Audience.CHANNEL));
        EventBody.MessagePosted loud = new EventBody.MessagePosted(
                "@channel look", new IdempotencyKey("k3"), Optional.empty(), false, Optional.empty(), false,
                List.of(everyone));
        assertInstanceOf(
                AppendResult.NotByRule.class,
                only(log.append(shard(channel), List.of(Append.message(channel, lin, loud, NOW)), ids.next())));
        List<AppendResult> pair = log.append(
                shard(channel), List.of(message(channel, lin, "k4", "one"), message(channel, lin, "k5", "two")),
                ids.next());
        appended(pair.getFirst());
        assertEquals(new AppendResult.TooSoon(Duration.ofMinutes(1)), pair.getLast());
        assertInstanceOf(AppendResult.Duplicate.class, post(channel, lin, "k4", "one"));
        Append later = Append.message(
                channel, lin, EventBody.MessagePosted.of("two", new IdempotencyKey("k5")),
                NOW.plus(Duration.ofMinutes(1)));
        appended(only(log.append(shard(channel), List.of(later), ids.next())));
        appended(post(channel, ada, "k6", "one"));
        appended(post(channel, ada, "k7", "owners do not wait"));
    }

    private void rules(ChannelKey channel, ChannelRules rules) {
        ChannelRow row = find(channel);
        ChannelHead head = row.head();
        ChannelHead ruled = head.with(head.channelClass(), head.state(), rules);
        shard(channel).transact("test", handle -> {
            ChannelRow changed = new ChannelRow(
                    ruled, row.name(), row.topic(), row.peers(), row.memberCount(), row.createdAt(),
                    row.lastEventAt(), row.version());
            assertTrue(ChannelTable.setProperties(handle, changed));
            Append event = Append.of(
                    channel, ada, new EventBody.ChannelChanged(Map.of("rules", "other")), NOW, Append.Requirement.NONE);
            return appended(only(ChannelLog.appendWithin(handle, List.of(event), ids.next())));
        });
        assertEquals(rules, find(channel).head().rules());
    }

    @Test
    void leavesNoHoleWhenATransactionFails() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        appended(post(channel, ada, "k1", "one"));
        List<Append> batch = List.of(message(channel, ada, "k2", "two"));
        long outboxId = ids.next();
        appended(only(log.append(shard(channel), batch, outboxId)));
        // The outbox row of the earlier call is in the way, so the transaction fails at its last statement.
        List<Append> next = List.of(message(channel, ada, "k3", "three"));
        assertThrows(ShardException.class, () -> log.append(shard(channel), next, outboxId));
        assertEquals(4, head(channel).lastSeq());
        assertEquals(5, appended(only(log.append(shard(channel), next, ids.next()))).event().seq());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), page(channel).stream().map(EventRow::seq).toList());
    }

    @Test
    void writesOneOutboxRowPerTransaction() {
        ChannelKey first = create(ChannelKind.PUBLIC);
        ChannelKey second = createOnShardOf(first);
        drainOutbox(first);
        long id = ids.next();
        log.append(
                shard(first),
                List.of(
                        message(second, ada, "k1", "a"),
                        message(first, ada, "k1", "b"),
                        message(first, ada, "k2", "c")),
                id);
        List<OutboxRow> rows = outbox(first);
        assertEquals(1, rows.size());
        OutboxRow row = rows.getFirst();
        assertEquals(id, row.key().id());
        assertEquals(Set.of(new SeqRange(first, 3, 4), new SeqRange(second, 3, 3)), Set.copyOf(row.ranges()));
        assertEquals(1, shard(first).read("test", OutboxTable::backlog));
        drainOutbox(first);
        assertEquals(List.of(), outbox(first));
    }

    @Test
    void movesHeadsOfAnyMixture() {
        List<ChannelKey> channels = new ArrayList<>(List.of(create(ChannelKind.PUBLIC)));
        while (channels.size() < 30) {
            channels.add(createOnShardOf(channels.getFirst()));
        }
        for (int distinct : List.of(1, 3, 10, 22)) {
            List<Long> before = channels.stream().map(key -> head(key).lastSeq()).toList();
            List<Append> batch = new ArrayList<>();
            for (int i = 0; i < channels.size(); i++) {
                for (int n = 0; n <= i % distinct; n++) {
                    String key = distinct + "-" + i + "-" + n;
                    if (batch.size() < ChannelLog.MAX_BATCH) {
                        batch.add(message(channels.get(i), ada, key, key));
                    }
                }
            }
            log.append(shard(channels.getFirst()), batch, ids.next());
            for (int i = 0; i < channels.size(); i++) {
                ChannelKey key = channels.get(i);
                long added = batch.stream().filter(append -> append.channel().equals(key)).count();
                assertEquals(before.get(i) + added, head(key).lastSeq(), "channel " + i + " of " + distinct);
                assertEquals(head(key).lastSeq(), page(key).getLast().seq());
            }
        }
    }

    @Test
    void pagesBothWays() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        List<Append> batch = IntStream.range(0, 200).mapToObj(i -> message(channel, ada, "k" + i, "t" + i)).toList();
        log.append(shard(channel), batch, ids.next());
        assertEquals(
                List.of(11L, 12L, 13L),
                shard(channel).read("test", handle -> EventTable.pageAfter(handle, channel, 10, 3)).stream()
                        .map(EventRow::seq).toList());
        assertEquals(
                List.of(8L, 9L), shard(channel).read("test", handle -> EventTable.pageBefore(handle, channel, 10, 2))
                        .stream().map(EventRow::seq).toList());
        assertEquals(202, page(channel).size());
    }

    @Test
    void cutsPagesByBytes() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        String large = "x".repeat(16_000);
        List<Append> batch = IntStream.range(0, 256).mapToObj(i -> message(channel, ada, "k" + i, large)).toList();
        log.append(shard(channel), batch, ids.next());
        List<EventRow> rows = page(channel);
        assertTrue(rows.size() > 100 && rows.size() < 200, "rows: " + rows.size());
        assertEquals(LongStream.rangeClosed(1, rows.size()).boxed().toList(),
                rows.stream().map(EventRow::seq).toList());
    }

    @Test
    void tellsThatTheOutcomeIsUnknownAndLetsTheKeyDecide() throws IOException {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        try (CuttingProxy proxy = new CuttingProxy(TestDatabase.running().port());
                Shards behind = Shards.open(through(proxy))) {
            Shard shard = behind.forChannel(channel);
            for (CuttingProxy.Cut cut : List.of(CuttingProxy.Cut.AFTER_COMMIT, CuttingProxy.Cut.BEFORE_COMMIT)) {
                List<Append> batch = List.of(message(channel, ada, "key-" + cut, "once"),
                        message(channel, ada, "key2-" + cut, "twice"));
                long head = head(channel).lastSeq();
                proxy.cutOnce(cut);
                ShardException e = assertThrows(ShardException.class, () -> log.append(shard, batch, ids.next()));
                assertEquals(ShardException.Outcome.UNKNOWN, e.outcome(), cut.toString());
                List<AppendResult> results = log.append(shard, batch, ids.next());
                assertEquals(List.of(head + 1, head + 2), results.stream().map(ChannelLogIT::seq).toList(),
                        cut.toString());
                boolean committed = results.getFirst() instanceof AppendResult.Duplicate;
                assertEquals(cut == CuttingProxy.Cut.AFTER_COMMIT, committed);
                assertEquals(head + 2, head(channel).lastSeq());
            }
        }
    }

    @Test
    void refusesBatchesThatAreEmptyOrTooLarge() {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        assertThrows(IllegalArgumentException.class, () -> log.append(shard(channel), List.of(), 1));
        List<Append> large = IntStream.rangeClosed(0, ChannelLog.MAX_BATCH)
                .mapToObj(i -> message(channel, ada, "k" + i, "t"))
                .toList();
        assertThrows(IllegalArgumentException.class, () -> log.append(shard(channel), large, 1));
    }

    private static ShardsConfig through(CuttingProxy proxy) {
        ShardsConfig config = shards.config();
        int port = TestDatabase.running().port();
        List<String> urls = config.urls().stream()
                .map(url -> url.replace(":" + port + "/", ":" + proxy.port() + "/"))
                .toList();
        return new ShardsConfig(
                config.mode(),
                config.names(),
                urls,
                config.globalUrl(),
                config.user(),
                config.password(),
                2,
                config.connectTimeout(),
                config.socketTimeout());
    }

    private ChannelKey create(ChannelKind kind) {
        ChannelKey channel = new ChannelKey(workspace, new ChannelId(ids.next()));
        ChannelRow row = ChannelRow.fresh(channel, kind, Optional.of("name"), Optional.empty(), List.of(), NOW);
        List<AppendResult> results = log.append(
                shard(channel),
                handle -> ChannelTable.insert(handle, row),
                List.of(
                        Append.of(channel, ada, new EventBody.ChannelChanged(Map.of("state", "created")), NOW,
                                Append.Requirement.NONE),
                        Append.of(channel, ada, new EventBody.MemberJoined(ada, MemberRole.OWNER), NOW,
                                Append.Requirement.NONE)),
                ids.next());
        results.forEach(ChannelLogIT::appended);
        return channel;
    }

    private ChannelKey createOnShardOf(ChannelKey other) {
        ChannelKey channel = create(ChannelKind.PUBLIC);
        assertEquals(shard(other).name(), shard(channel).name());
        return channel;
    }

    private AppendResult post(ChannelKey channel, UserId actor, String key, String text) {
        return only(log.append(shard(channel), List.of(message(channel, actor, key, text)), ids.next()));
    }

    private static Append message(ChannelKey channel, UserId actor, String key, String text) {
        return Append.message(channel, actor, EventBody.MessagePosted.of(text, new IdempotencyKey(key)), NOW);
    }

    private static Append join(ChannelKey channel, UserId user) {
        return Append.of(channel, user, new EventBody.MemberJoined(user, MemberRole.MEMBER), NOW,
                Append.Requirement.NONE);
    }

    private static Append leave(ChannelKey channel, UserId user) {
        return Append.of(channel, user, new EventBody.MemberLeft(user), NOW, Append.Requirement.NONE);
    }

    private static Shard shard(ChannelKey channel) {
        return shards.forChannel(channel);
    }

    private static ChannelRow find(ChannelKey channel) {
        return shard(channel).read("test", handle -> ChannelTable.find(handle, channel)).orElseThrow();
    }

    private static ChannelHead head(ChannelKey channel) {
        return only(shard(channel).read("test", handle -> ChannelTable.heads(handle, List.of(channel))));
    }

    private static List<EventRow> page(ChannelKey channel) {
        return shard(channel).read("test", handle -> EventTable.pageAfter(handle, channel, 0, 1_000));
    }

    private static List<OutboxRow> outbox(ChannelKey channel) {
        return shard(channel).read("test", handle -> OutboxTable.oldest(handle, NOW.plusSeconds(1), 1_000));
    }

    private static void drainOutbox(ChannelKey channel) {
        shard(channel).transact("test", handle -> {
            OutboxTable.delete(handle,
                    OutboxTable.oldest(handle, NOW.plusSeconds(1), 1_000).stream().map(OutboxRow::key).toList());
            return true;
        });
    }

    private static AppendResult.Appended appended(AppendResult result) {
        return assertInstanceOf(AppendResult.Appended.class, result);
    }

    private static long seq(AppendResult result) {
        return switch (result) {
            case AppendResult.Appended appended -> appended.event().seq();
            case AppendResult.Duplicate duplicate -> duplicate.seq();
            default -> throw new AssertionError(result.toString());
        };
    }

    private static <T> T only(List<T> list) {
        assertEquals(1, list.size());
        return list.getFirst();
    }
}
