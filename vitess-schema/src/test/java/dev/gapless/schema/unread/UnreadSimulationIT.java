package dev.gapless.schema.unread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.gapless.protocol.api.UnreadCounts;
import dev.gapless.protocol.event.ChannelKind;
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
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorLog;
import dev.gapless.schema.cursor.CursorMove;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.log.Recount;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random acts of a few people in a few channels: what is derived equals what a naive model counts, and what the log recounts,
/// for every member, all along.
class UnreadSimulationIT {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);
    private static final IdGenerator ids = new IdGenerator(Clock.systemUTC(), 5);
    private static final int ACTS = 240;
    private static final int CHECK_EVERY = 40;

    private static Shards shards;

    private final ChannelLog log = new ChannelLog();
    private final WorkspaceId workspace = new WorkspaceId(ids.next());
    private final List<UserId> users = new ArrayList<>();
    private final List<Model> models = new ArrayList<>();
    private final List<CursorMove> late = new ArrayList<>();
    private int keys;

    @BeforeAll
    static void start() {
        shards = TestDatabase.newShards();
    }

    @AfterAll
    static void stop() {
        shards.close();
    }

    private static final class Message {
        private final UserId actor;
        private final boolean countable;
        private final boolean reply;
        private Set<UserId> named = Set.of();
        private boolean everyone;
        private boolean deleted;

        Message(UserId actor, boolean countable, boolean reply) {
            this.actor = actor;
            this.countable = countable;
            this.reply = reply;
        }
    }

    private static final class Model {
        private final ChannelKey channel;
        private final TreeMap<Long, Message> messages = new TreeMap<>();
        private final TreeMap<Long, Long> ordinals = new TreeMap<>();
        private final Map<UserId, Long> joined = new HashMap<>();
        private final Map<UserId, long[]> cursors = new HashMap<>(); // seq, generation, floor
        private long head;

        Model(ChannelKey channel) {
            this.channel = channel;
        }

        long place(UserId user) {
            long[] cursor = cursors.get(user);
            return Math.max(joined.getOrDefault(user, 0L), cursor == null ? 0 : cursor[0]);
        }

        UnreadCounts counts(UserId user) {
            long unread = 0;
            long mentions = 0;
            for (Message message : messages.tailMap(place(user), false).values()) {
                if (!message.deleted) {
                    unread += message.countable ? 1 : 0;
                    mentions += (message.named.contains(user) ? 1 : 0) + (message.everyone ? 1 : 0);
                }
            }
            return new UnreadCounts(unread, mentions);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void derivedCountsEqualNaiveOnes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            users.add(new UserId(ids.next()));
        }
        for (int i = 0; i < 3; i++) {
            models.add(create());
        }
        for (int act = 1; act <= ACTS; act++) {
            step(random, models.get(random.nextInt(models.size())));
            if (act % CHECK_EVERY == 0) {
                check("seed " + seed + " act " + act);
            }
        }
    }

    /// The proof would notice: a delete that is left out of the side table changes the derived count, and not the recount.
    @ParameterizedTest
    @ValueSource(longs = 9)
    void aSkippedDeleteIsCaught(long seed) {
        Random random = new Random(seed);
        users.add(new UserId(ids.next()));
        users.add(new UserId(ids.next()));
        Model model = create();
        models.add(model);
        UserId reader = users.get(1);
        append(model, users.get(0), new EventBody.MemberJoined(reader, MemberRole.MEMBER), Append.Requirement.NONE);
        model.joined.put(reader, model.head);
        post(random, model, users.get(0));
        delete(model, users.get(0), model.messages.lastKey());
        assertEquals(derived(model, reader), recounted(model, reader));
        shards.forChannel(model.channel).transact("test", handle -> handle.execute("DELETE FROM deleted_message"));
        assertNotEquals(derived(model, reader), recounted(model, reader));
    }

    private void step(Random random, Model model) {
        List<UserId> members = users.stream().filter(model.joined::containsKey).toList();
        UserId actor = users.get(random.nextInt(users.size()));
        int what = random.nextInt(100);
        if (what < 8) {
            append(model, actor, new EventBody.MemberJoined(actor, MemberRole.MEMBER), Append.Requirement.NONE);
            model.joined.putIfAbsent(actor, model.head);
            return;
        }
        if (members.isEmpty()) {
            return;
        }
        UserId member = members.get(random.nextInt(members.size()));
        if (what < 12) {
            append(model, member, new EventBody.MemberLeft(member), Append.Requirement.NONE);
            model.joined.remove(member);
        } else if (what < 52 || model.messages.isEmpty()) {
            post(random, model, member);
        } else if (what < 62) {
            List<Long> seqs = List.copyOf(model.messages.keySet());
            delete(model, member, seqs.get(random.nextInt(seqs.size())));
        } else if (what < 72) {
            List<Long> seqs = List.copyOf(model.messages.keySet());
            edit(random, model, member, seqs.get(random.nextInt(seqs.size())));
        } else if (what < 76) {
            append(
                    model, member, new EventBody.ReactionAdded(new Seq(model.messages.lastKey()), "👍"),
                    Append.Requirement.MEMBER);
        } else {
            cursor(random, model, member);
        }
        if (random.nextInt(3) == 0) {
            java.util.Collections.shuffle(late, random);
            late.forEach(this::move);
            late.clear();
        }
    }

    private void post(Random random, Model model, UserId member) {
        List<Mention> mentions = mentions(random);
        List<Long> roots = model.messages.entrySet().stream()
                .filter(entry -> !entry.getValue().reply && !entry.getValue().deleted)
                .map(Map.Entry::getKey)
                .toList();
        boolean reply = !roots.isEmpty() && random.nextInt(4) == 0;
        boolean also = reply && random.nextBoolean();
        IdempotencyKey key = new IdempotencyKey("k" + ++keys);
        EventBody.MessagePosted body = reply
                ? EventBody.MessagePosted.reply("text", key, new Seq(roots.get(random.nextInt(roots.size()))))
                : EventBody.MessagePosted.of("text", key);
        body = (also ? body.alsoInChannel() : body).mentioning(mentions);
        append(model, member, body, Append.Requirement.MEMBER);
        Message message = new Message(member, !reply || also, reply);
        hear(message, mentions, model);
        model.messages.put(model.head, message);
        late.add(new CursorMove(
                CursorKey.ofChannel(member, model.channel), model.head, ordinal(model, model.head),
                new CursorMove.Reason.Posted(), NOW));
    }

    private void edit(Random random, Model model, UserId member, long seq) {
        List<Mention> mentions = mentions(random);
        Message message = Objects.requireNonNull(model.messages.get(seq));
        boolean done = append(
                model, member, EventBody.MessageEdited.of(new Seq(seq), "new", mentions), Append.Requirement.MEMBER);
        assertEquals(message.actor.equals(member) && !message.deleted, done);
        if (done) {
            hear(message, mentions, model);
        }
    }

    private void delete(Model model, UserId member, long seq) {
        Message message = Objects.requireNonNull(model.messages.get(seq));
        boolean done =
                append(model, member, new EventBody.MessageDeleted(new Seq(seq)), Append.Requirement.MEMBER);
        assertEquals(message.actor.equals(member) && !message.deleted, done);
        message.deleted |= done;
    }

    private void cursor(Random random, Model model, UserId member) {
        long seq = random.nextLong(1, model.head + 1);
        long[] now = model.cursors.getOrDefault(member, new long[3]);
        CursorMove.Reason reason = switch (random.nextInt(5)) {
            case 0 -> new CursorMove.Reason.MarkUnread(model.head);
            case 1 -> new CursorMove.Reason.MarkUnreadFrom(model.head, Math.max(0, now[1] - random.nextInt(2)));
            case 2 -> new CursorMove.Reason.Read(Math.max(0, now[1] - random.nextInt(2)));
            default -> new CursorMove.Reason.ReadNow();
        };
        move(new CursorMove(
                CursorKey.ofChannel(member, model.channel), seq, ordinal(model, seq), reason, NOW));
    }

    /// Moves the cursor there, and in the model by its own words.
    private void move(CursorMove move) {
        CursorLog.move(shards.forUser(workspace, move.key().user()), List.of(move));
        Model model = models.stream().filter(m -> m.channel.equals(move.key().channel())).findFirst().orElseThrow();
        long[] cursor = model.cursors.computeIfAbsent(move.key().user(), user -> new long[3]);
        switch (move.reason()) {
            case CursorMove.Reason.MarkUnread(long head) -> {
                cursor[0] = move.seq();
                cursor[1]++;
                cursor[2] = head;
            }
            case CursorMove.Reason.MarkUnreadFrom(long head, long generation) -> {
                if (generation == cursor[1]) {
                    cursor[0] = move.seq();
                    cursor[1]++;
                    cursor[2] = head;
                }
            }
            case CursorMove.Reason.Read(long generation) -> {
                if (generation >= cursor[1]) {
                    cursor[0] = Math.max(cursor[0], move.seq());
                }
            }
            case CursorMove.Reason.ReadNow() -> cursor[0] = Math.max(cursor[0], move.seq());
            case CursorMove.Reason.Posted() -> {
                if (move.seq() > cursor[2]) {
                    cursor[0] = Math.max(cursor[0], move.seq());
                }
            }
        }
    }

    private void check(String when) {
        UnreadReads reads = new UnreadReads(shards);
        for (UserId user : users) {
            Map<ChannelKey, UnreadCounts> derived = new HashMap<>();
            reads.ofUser(user, models.stream().map(model -> model.channel).toList(), UnreadReads.Threads.COUNTED)
                    .forEach(row -> derived.put(row.head().key(), row.counts()));
            Map<ChannelKey, UnreadCounts> naive = new HashMap<>();
            models.stream()
                    .filter(model -> model.joined.containsKey(user))
                    .forEach(model -> naive.put(model.channel, model.counts(user)));
            assertEquals(naive, derived, when);
        }
        for (Model model : models) {
            Map<UserId, UnreadCounts> naive = new HashMap<>();
            model.joined.keySet().forEach(user -> naive.put(user, model.counts(user)));
            Map<UserId, UnreadCounts> derived = new HashMap<>();
            List<UnreadRow> rows = reads.ofChannel(model.channel, users);
            rows.forEach(row -> derived.put(row.user(), row.counts()));
            assertEquals(naive, derived, when);
            List<Recount.Place> places =
                    rows.stream().map(row -> new Recount.Place(row.user(), row.cursor())).toList();
            assertEquals(naive, recount(model, places), when);
        }
    }

    private UnreadCounts derived(Model model, UserId user) {
        return new UnreadReads(shards).ofChannel(model.channel, List.of(user)).getFirst().counts();
    }

    private UnreadCounts recounted(Model model, UserId user) {
        return Objects.requireNonNull(
                recount(model, List.of(new Recount.Place(user, model.place(user)))).get(user));
    }

    private Map<UserId, UnreadCounts> recount(Model model, List<Recount.Place> places) {
        return shards.forChannel(model.channel)
                .read("test", handle -> Recount.of(handle, model.channel, model.head, places));
    }

    private List<Mention> mentions(Random random) {
        List<Mention> mentions = new ArrayList<>();
        for (int at = 0; random.nextInt(3) == 0; at += 2) {
            mentions.add(new Mention(
                    at, at + 1, random.nextInt(4) == 0
                            ? new MentionTarget.Everyone(MentionTarget.Audience.HERE)
                            : new MentionTarget.User(users.get(random.nextInt(users.size())))));
        }
        return mentions;
    }

    private static void hear(Message message, List<Mention> mentions, Model model) {
        message.named = new HashSet<>();
        message.everyone = false;
        for (Mention mention : mentions) {
            switch (mention.target()) {
                case MentionTarget.User(UserId user) -> {
                    if (model.joined.containsKey(user)) {
                        message.named.add(user);
                    }
                }
                case MentionTarget.Everyone everyone -> message.everyone = true;
            }
        }
    }

    /// @return true if it took a seq, which is then the model's head
    private boolean append(Model model, UserId actor, EventBody body, Append.Requirement requirement) {
        Append append = body instanceof EventBody.MessagePosted posted
                ? Append.message(model.channel, actor, posted, NOW)
                : Append.of(model.channel, actor, body, NOW, requirement);
        AppendResult result = log.append(shards.forChannel(model.channel), List.of(append), ids.next()).getFirst();
        if (result instanceof AppendResult.Appended appended) {
            model.head = appended.event().seq();
            model.ordinals.put(model.head, appended.event().ordinal());
            return true;
        }
        return false;
    }

    private static long ordinal(Model model, long seq) {
        return model.ordinals.getOrDefault(seq, 0L);
    }

    private Model create() {
        Model model = new Model(new ChannelKey(workspace, new ChannelId(ids.next())));
        ChannelRow row = ChannelRow.fresh(
                model.channel, ChannelKind.PUBLIC, Optional.of("name"), Optional.empty(), List.of(), NOW);
        Append created = Append.of(
                model.channel, users.getFirst(), new EventBody.ChannelChanged(Map.of("state", "created")), NOW,
                Append.Requirement.NONE);
        log.append(
                shards.forChannel(model.channel), handle -> ChannelTable.insert(handle, row), List.of(created),
                ids.next());
        model.head = 1;
        model.ordinals.put(1L, 0L);
        append(
                model, users.getFirst(), new EventBody.MemberJoined(users.getFirst(), MemberRole.MEMBER),
                Append.Requirement.NONE);
        model.joined.put(users.getFirst(), model.head);
        return model;
    }
}
