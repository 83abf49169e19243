package dev.gapless.control.testing;

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
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorLog;
import dev.gapless.schema.cursor.CursorMove;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.log.EventRow;
import dev.gapless.schema.log.EventTable;
import dev.gapless.schema.log.Recount;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.unread.UnreadReads;
import dev.gapless.schema.unread.UnreadRow;
import dev.gapless.protocol.api.UnreadCounts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// A channel in which people have talked, at times that a test chooses; written as gateways write.
public final class Talk {
    private static final int BATCH = 200;
    /// What talk leaves behind, by table, with the columns that a copy of it must have too.
    public static final Map<String, String> LEFT_BEHIND = Map.of(
            "deleted_message", "seq, ordinal, delete_seq",
            "everyone_mention", "seq, kind",
            "member_mention", "seq, user_id, actor_id",
            "reaction", "target_seq, emoji, user_id, seq",
            "reaction_kind", "target_seq, emoji, users, first_seq",
            "pin", "target_seq, seq, actor_id",
            "thread", "root_seq, last_seq, last_ordinal, replies",
            "thread_reply", "root_seq, seq, thread_ordinal, deleted",
            "channel_member", "user_id, role, state, joined_seq, joined_ordinal, version, updated_ms",
            "channel", "kind, class, state, epoch, last_seq, last_ordinal, min_seq, min_ordinal, member_seq,"
                    + " member_count, last_event_ms, created_ms, name, topic, peers");

    private final Shards shards;
    private final IdGenerator ids = new IdGenerator(Clock.systemUTC(), 901);
    private final ChannelLog log = new ChannelLog();
    private final ChannelKey key;
    private final List<UserId> members;
    private long sent;

    private Talk(Shards shards, ChannelKey key, List<UserId> members) {
        this.shards = shards;
        this.key = key;
        this.members = List.copyOf(members);
    }

    /// Makes a channel with members, the first its owner.
    public static Talk begin(
            Shards shards, WorkspaceId workspace, ChannelKind kind, String name, List<UserId> members, Instant at) {
        ChannelKey key = new ChannelKey(
                workspace, new ChannelId(new IdGenerator(Clock.systemUTC(), 902).next()));
        Talk talk = new Talk(shards, key, members);
        Optional<String> shown = Optional.of(name).filter(text -> !text.isEmpty());
        ChannelRow row = ChannelRow.fresh(
                key, kind, shown, Optional.empty(), shown.isEmpty() ? members : List.of(), at);
        List<Append> first = new ArrayList<>(List.of(Append.of(
                key, members.getFirst(), new EventBody.ChannelChanged(Map.of("state", "created")), at,
                Append.Requirement.NONE)));
        members.forEach(member -> first.add(Append.of(
                key, member,
                new EventBody.MemberJoined(
                        member, member.equals(members.getFirst()) ? MemberRole.OWNER : MemberRole.MEMBER),
                at, Append.Requirement.NONE)));
        talk.log.append(talk.home(), handle -> ChannelTable.insert(handle, row), first, talk.ids.next());
        shown.ifPresent(text -> shards.forWorkspace(workspace).transact("test", handle -> {
            UniqueNameTable.reserve(
                    handle, new UniqueName(workspace, NameKind.CHANNEL, text, key.channel().value(), true, true, at));
            return text;
        }));
        return talk;
    }

    public ChannelKey key() {
        return key;
    }

    public Shards shards() {
        return shards;
    }

    public Shard home() {
        return shards.forChannel(key);
    }

    /// Posts plain messages, a millisecond apart.
    public void posts(UserId who, int messages, Instant from) {
        for (int done = 0; done < messages; done += BATCH) {
            List<Append> batch = new ArrayList<>();
            for (int i = done; i < Math.min(messages, done + BATCH); i++) {
                batch.add(Append.message(
                        key, who, EventBody.MessagePosted.of("message " + i, nextKey()), from.plusMillis(i)));
            }
            log.append(home(), batch, ids.next());
        }
    }

    /// All that people do with messages, at random.
    public void chatter(Random random, int acts, Instant from) {
        List<Long> roots = new ArrayList<>();
        for (int i = 0; i < acts; i++) {
            UserId who = members.get(random.nextInt(members.size()));
            Instant at = from.plusMillis(i);
            int what = roots.isEmpty() ? 0 : random.nextInt(10);
            Seq about = new Seq(roots.isEmpty() ? 1 : roots.get(random.nextInt(roots.size())));
            EventBody body = switch (what) {
                case 5 -> EventBody.MessagePosted.reply("a reply", nextKey(), about);
                case 6 -> new EventBody.ReactionAdded(about, "👍");
                case 7 -> new EventBody.MessageDeleted(about);
                case 8 -> new EventBody.MessagePinned(about);
                case 9 -> EventBody.MessageEdited.of(about, "better", List.of());
                default -> EventBody.MessagePosted.of("hello you all", nextKey()).mentioning(mentions(random));
            };
            AppendResult result = act(who, body, at);
            if (result instanceof AppendResult.Appended appended && what < 5) {
                roots.add(appended.event().seq());
            }
        }
    }

    private List<Mention> mentions(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> List.of(
                    new Mention(0, 1, new MentionTarget.User(members.get(random.nextInt(members.size())))));
            case 1 -> List.of(new Mention(0, 1, new MentionTarget.Everyone(MentionTarget.Audience.CHANNEL)));
            default -> List.of();
        };
    }

    /// One event.
    public AppendResult act(UserId who, EventBody body, Instant at) {
        Append append = body instanceof EventBody.MessagePosted posted
                ? Append.message(key, who, posted, at)
                : Append.of(key, who, body, at, Append.Requirement.MEMBER);
        return log.append(home(), List.of(append), ids.next()).getFirst();
    }

    private IdempotencyKey nextKey() {
        return new IdempotencyKey("k" + ++sent);
    }

    public ChannelHead head() {
        return home().read("test", handle -> ChannelTable.heads(handle, List.of(key))).getFirst();
    }

    /// The whole log, as rows are.
    public List<EventRow> events() {
        return home().read("test", handle -> {
            List<EventRow> all = new ArrayList<>();
            List<EventRow> page = EventTable.pageAfter(handle, key, 0, 1_000);
            while (!page.isEmpty()) {
                all.addAll(page);
                page = EventTable.pageAfter(handle, key, page.getLast().seq(), 1_000);
            }
            return all;
        });
    }

    /// Rows of a table that belong to the channel.
    public long rows(String table, String where) {
        return home().read("test", handle -> handle
                .createQuery("SELECT COUNT(*) FROM " + table + " WHERE workspace_id = " + key.workspace().value()
                        + " AND channel_id = " + key.channel().value() + where)
                .mapTo(Long.class)
                .one());
    }

    /// What a table has of the channel, as text.
    public List<String> dump(String table, String columns) {
        return home().read("test", handle -> handle
                .createQuery("SELECT CONCAT_WS('|', " + columns + ") FROM " + table + " WHERE workspace_id = "
                        + key.workspace().value() + " AND channel_id = " + key.channel().value() + " ORDER BY 1")
                .mapTo(String.class)
                .list());
    }

    /// The same channel in another workspace.
    public Talk in(WorkspaceId workspace) {
        return new Talk(shards, new ChannelKey(workspace, key.channel()), members);
    }

    /// Reads up to a seq.
    public void read(UserId who, long seq) {
        long ordinal = events().stream().filter(row -> row.seq() == seq).findFirst().orElseThrow().ordinal();
        CursorLog.move(
                shards.forUser(key.workspace(), who),
                List.of(new CursorMove(
                        CursorKey.ofChannel(who, key), seq, ordinal, new CursorMove.Reason.ReadNow(), daysAgo(0))));
    }

    /// What each member has not read, as it is derived.
    public Map<UserId, UnreadCounts> derived() {
        Map<UserId, UnreadCounts> counts = new HashMap<>();
        new UnreadReads(shards).ofChannel(key, members).forEach(row -> counts.put(row.user(), row.counts()));
        for (UserId member : members) {
            UnreadRow one = new UnreadReads(shards)
                    .ofUser(member, List.of(key), UnreadReads.Threads.COUNTED)
                    .getFirst();
            if (!one.counts().equals(counts.get(member))) {
                throw new AssertionError(member + ": " + one.counts() + " and " + counts.get(member));
            }
        }
        return counts;
    }

    /// The same, counted again over what is in sight of the log.
    public Map<UserId, UnreadCounts> recounted() {
        List<Recount.Place> places = new UnreadReads(shards).ofChannel(key, members).stream()
                .map(row -> new Recount.Place(row.user(), Math.max(row.cursor(), row.head().minSeq() - 1)))
                .toList();
        long head = head().lastSeq();
        return home().read("test", handle -> Recount.of(handle, key, head, places));
    }

    /// Days ago.
    public static Instant daysAgo(long days) {
        return Instant.ofEpochMilli(Clock.systemUTC().millis()).minus(Duration.ofDays(days));
    }
}
