package dev.gapless.schema.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionChange;
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
import dev.gapless.schema.channel.ChannelState;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.message.DeletedMessageTable;
import dev.gapless.schema.message.EveryoneMentionTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.message.PinTable;
import dev.gapless.schema.message.ReactionKindTable;
import dev.gapless.schema.message.ReactionTable;
import dev.gapless.schema.message.ThreadReplyTable;
import dev.gapless.schema.message.ThreadTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Edits, deletes, reactions, pins, replies and mentions, each with its bad targets, and what they leave in the tables.
class MessageChangesIT {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);
    private static final IdGenerator ids = new IdGenerator(Clock.systemUTC(), 3);

    private static Shards shards;

    private final ChannelLog log = new ChannelLog();
    private final WorkspaceId workspace = new WorkspaceId(ids.next());
    private final UserId ada = new UserId(ids.next());
    private final UserId lin = new UserId(ids.next());
    private final UserId eve = new UserId(ids.next());
    private final ChannelKey channel = new ChannelKey(workspace, new ChannelId(ids.next()));
    private int keys;

    @BeforeAll
    static void start() {
        shards = TestDatabase.newShards();
    }

    @AfterAll
    static void stop() {
        shards.close();
    }

    /// Seqs 1 to 3: created, ada joins as owner, lin joins. Eve stays out.
    private void create() {
        ChannelRow row = ChannelRow.fresh(
                channel, ChannelKind.PUBLIC, Optional.of("name"), Optional.empty(), List.of(), NOW);
        log.append(
                shard(),
                handle -> ChannelTable.insert(handle, row),
                List.of(
                        free(ada, new EventBody.ChannelChanged(Map.of("state", "created"))),
                        free(ada, new EventBody.MemberJoined(ada, MemberRole.OWNER)),
                        free(lin, new EventBody.MemberJoined(lin, MemberRole.MEMBER))),
                ids.next());
    }

    @Test
    void refusesBadTargetsOfEveryKind() {
        create();
        long message = post(lin, "hello");
        long gone = post(lin, "gone");
        done(act(lin, new EventBody.MessageDeleted(seq(gone))));
        long reaction = done(act(lin, new EventBody.ReactionAdded(seq(message), "👍"))).seq();
        List<Function<Seq, EventBody>> kinds = List.of(
                target -> EventBody.MessageEdited.of(target, "new", List.of()),
                EventBody.MessageDeleted::new,
                target -> new EventBody.ReactionAdded(target, "👍"),
                target -> new EventBody.ReactionRemoved(target, "👍"),
                EventBody.MessagePinned::new,
                EventBody.MessageUnpinned::new,
                target -> EventBody.MessagePosted.reply("re", key(), target));
        for (Function<Seq, EventBody> kind : kinds) {
            String name = kind.apply(seq(1)).kindText();
            assertEquals(new AppendResult.TargetMissing(9_999, false), act(lin, kind.apply(seq(9_999))), name);
            assertEquals(new AppendResult.TargetMissing(2, true), act(lin, kind.apply(seq(2))), name);
            assertEquals(
                    new AppendResult.TargetMissing(reaction, true), act(lin, kind.apply(seq(reaction))), name);
            assertEquals(new AppendResult.TargetDeleted(gone), act(lin, kind.apply(seq(gone))), name);
            assertInstanceOf(AppendResult.NotAMember.class, act(eve, kind.apply(seq(message))), name);
        }
        assertEquals(reaction, head());
    }

    @Test
    void letsAuthorsEditAndStewardsDelete() {
        create();
        long ofLin = post(lin, "by lin");
        long ofAda = post(ada, "by ada");
        assertEquals(
                new AppendResult.NotYours(ofLin), act(ada, EventBody.MessageEdited.of(seq(ofLin), "no", List.of())));
        assertEquals(new AppendResult.NotYours(ofAda), act(lin, new EventBody.MessageDeleted(seq(ofAda))));
        done(act(ada, new EventBody.MessageDeleted(seq(ofLin))));
        assertTrue(message(ofLin).deleted());
    }

    @Test
    void showsTheCurrentTextInEveryEditAndNoneAfterTheDelete() {
        create();
        long message = post(lin, "one");
        EncodedEvent live = done(act(lin, EventBody.MessageEdited.of(seq(message), "two", List.of())));
        EventBody.MessageEdited first = (EventBody.MessageEdited) EventCodec.decode(live.json()).body();
        assertEquals("two", first.text());
        assertEquals(message, live.target());
        assertEquals(new String(live.json(), StandardCharsets.UTF_8),
                new String(page().getLast().encoded().json(), StandardCharsets.UTF_8));
        long second = done(act(lin, EventBody.MessageEdited.of(seq(message), "three", List.of()))).seq();
        assertEquals("three", message(message).text());
        assertEquals(Optional.of(seq(second)), message(message).changedSeq());
        assertEquals("three", edit(live.seq()).text());
        assertEquals(Optional.of(seq(second)), edit(live.seq()).changedSeq());
        EncodedEvent delete = done(act(lin, new EventBody.MessageDeleted(seq(message))));
        assertTrue((delete.flags() & EventHeader.TARGET_COUNTABLE) != 0);
        for (EventRow row : page()) {
            assertFalse(new String(row.encoded().json(), StandardCharsets.UTF_8).contains("three"), "seq " + row.seq());
        }
        assertTrue(edit(second).deleted());
        assertEquals(
                new AppendResult.TargetDeleted(message),
                act(lin, EventBody.MessageEdited.of(seq(message), "four", List.of())));
        assertEquals(new AppendResult.TargetDeleted(message), act(lin, new EventBody.MessageDeleted(seq(message))));
        assertEquals(List.of(message), read(handle -> DeletedMessageTable.seqsAfter(handle, channel, 0, 10)));
        EventRow relayed = page().getLast();
        assertEquals(delete.flags(), relayed.encoded().flags());
    }

    @Test
    void findsWhatTheSameBatchHasPosted() {
        create();
        List<AppendResult> results = log.append(
                shard(),
                List.of(
                        member(lin, EventBody.MessagePosted.of("one", key())),
                        member(lin, new EventBody.ReactionAdded(seq(4), "👍")),
                        member(lin, EventBody.MessageEdited.of(seq(4), "two", List.of())),
                        member(lin, new EventBody.ReactionAdded(seq(4), "👍")),
                        member(ada, EventBody.MessagePosted.reply("re", key(), seq(4))),
                        member(lin, new EventBody.MessageDeleted(seq(4))),
                        member(lin, EventBody.MessageEdited.of(seq(4), "three", List.of()))),
                ids.next());
        assertInstanceOf(AppendResult.NoChange.class, results.get(3));
        assertEquals(new AppendResult.TargetDeleted(4), results.get(6));
        assertEquals(8, head());
        assertTrue(message(4).deleted());
    }

    @Test
    void answersARepeatedChangeWithTheFirstSeq() {
        create();
        long message = post(lin, "one");
        IdempotencyKey key = key();
        Append delete = new Append(
                channel, lin, Optional.of(key), new EventBody.MessageDeleted(seq(message)), NOW,
                Append.Requirement.MEMBER);
        EncodedEvent first = done(only(log.append(shard(), List.of(delete), ids.next())));
        AppendResult again = only(log.append(shard(), List.of(delete), ids.next()));
        assertEquals(first.seq(), assertInstanceOf(AppendResult.Duplicate.class, again).seq());
    }

    @Test
    void keepsThreadsFlatAndCountsTheirReplies() {
        create();
        long root = post(lin, "root");
        MessageKey thread = new MessageKey(channel, root);
        EncodedEvent one = done(act(ada, EventBody.MessagePosted.reply("1", key(), seq(root))));
        EncodedEvent two = done(act(ada, EventBody.MessagePosted.reply("2", key(), seq(root)).alsoInChannel()));
        assertEquals(1, one.ordinal(), "a reply takes no ordinal");
        assertEquals(EventHeader.THREAD_REPLY, one.flags());
        assertEquals(2, two.ordinal(), "a reply to the channel too does");
        assertEquals(
                new AppendResult.ThreadOnThread(one.seq()),
                act(lin, EventBody.MessagePosted.reply("no", key(), seq(one.seq()))));
        done(act(ada, new EventBody.MessageDeleted(seq(one.seq()))));
        ThreadTable.Row row = only(read(handle -> ThreadTable.find(handle, List.of(thread))));
        assertEquals(2, row.lastOrdinal());
        assertEquals(1, row.replies());
        assertEquals(two.seq(), row.lastSeq());
        assertEquals(
                List.of(
                        new ThreadReplyTable.Row(thread, one.seq(), 1, true),
                        new ThreadReplyTable.Row(thread, two.seq(), 2, false)),
                read(handle -> ThreadReplyTable.pageAfter(handle, thread, 0, 10)));
        assertEquals(List.of(), read(handle -> DeletedMessageTable.seqsAfter(handle, channel, 0, 10)));
        done(act(ada, new EventBody.MessageDeleted(seq(two.seq()))));
        assertEquals(List.of(two.seq()), read(handle -> DeletedMessageTable.seqsAfter(handle, channel, 0, 10)));
        assertTrue(((EventBody.MessagePosted) page().get((int) two.seq() - 1).event().body()).alsoToChannel());
    }

    @Test
    void boundsTheKindsOfReactions() {
        create();
        long message = post(lin, "popular");
        List<Append> batch = new ArrayList<>();
        for (int i = 0; i <= Limits.MAX_REACTION_KINDS; i++) {
            batch.add(member(lin, new EventBody.ReactionAdded(seq(message), "e" + i)));
        }
        List<AppendResult> results = log.append(shard(), batch, ids.next());
        done(results.get(Limits.MAX_REACTION_KINDS - 1));
        assertInstanceOf(AppendResult.TooMany.class, results.getLast());
        done(act(ada, new EventBody.ReactionAdded(seq(message), "e7")));
        assertInstanceOf(AppendResult.TooMany.class, act(ada, new EventBody.ReactionAdded(seq(message), "new")));
        done(act(lin, new EventBody.ReactionRemoved(seq(message), "e8")));
        assertInstanceOf(AppendResult.NoChange.class, act(lin, new EventBody.ReactionRemoved(seq(message), "e8")));
        done(act(ada, new EventBody.ReactionAdded(seq(message), "new")));
        MessageKey key = new MessageKey(channel, message);
        List<ReactionKindTable.Row> kinds = read(handle -> ReactionKindTable.ofMessages(handle, List.of(key)));
        assertEquals(Limits.MAX_REACTION_KINDS, kinds.size());
        assertEquals(2, only(kinds.stream().filter(row -> row.emoji().equals("e7")).toList()).users());
        assertEquals(
                List.of(ada, lin),
                read(handle -> ReactionTable.users(handle, key, "e7", 0, 10)).stream()
                        .map(row -> row.key().user())
                        .toList());
    }

    @Test
    void pinsAndUnpinsAndBoundsPins() {
        create();
        long message = post(lin, "important");
        done(act(ada, new EventBody.MessagePinned(seq(message))));
        assertInstanceOf(AppendResult.NoChange.class, act(lin, new EventBody.MessagePinned(seq(message))));
        assertEquals(message, only(pins()).message().seq());
        done(act(ada, new EventBody.MessageUnpinned(seq(message))));
        assertInstanceOf(AppendResult.NoChange.class, act(lin, new EventBody.MessageUnpinned(seq(message))));
        List<Append> batch = new ArrayList<>();
        for (int i = 0; i <= Limits.MAX_PINS; i++) {
            batch.add(member(lin, EventBody.MessagePosted.of("m" + i, key())));
        }
        long first = done(log.append(shard(), batch, ids.next()).getFirst()).seq();
        batch.clear();
        for (int i = 0; i <= Limits.MAX_PINS; i++) {
            batch.add(member(lin, new EventBody.MessagePinned(seq(first + i))));
        }
        assertInstanceOf(AppendResult.TooMany.class, log.append(shard(), batch, ids.next()).getLast());
        assertEquals(Limits.MAX_PINS, pins().size());
        done(act(lin, new EventBody.MessageDeleted(seq(first))));
        assertEquals(Limits.MAX_PINS - 1, pins().size(), "a delete unpins");
    }

    @Test
    void tellsWhoIsMentionedNowAndWhoIsNoMore() {
        create();
        Mention toAda = new Mention(0, 4, new MentionTarget.User(ada));
        Mention toEve = new Mention(5, 9, new MentionTarget.User(eve));
        Mention toAll = new Mention(0, 8, new MentionTarget.Everyone(MentionTarget.Audience.CHANNEL));
        EncodedEvent posted = done(act(
                lin, EventBody.MessagePosted.of("@ada @eve", key()).mentioning(List.of(toAda, toEve))));
        assertEquals(
                Optional.of(new MentionChange(false, List.of(ada), List.of())), posted.mentionChange(),
                "who is no member hears nothing");
        assertEquals(posted.mentionChange(), page().getLast().encoded().mentionChange());
        assertEquals(List.of(toAda, toEve), message(posted.seq()).mentions());
        EncodedEvent edited =
                done(act(lin, EventBody.MessageEdited.of(seq(posted.seq()), "@channel", List.of(toAll))));
        assertEquals(Optional.of(new MentionChange(true, List.of(), List.of(ada))), edited.mentionChange());
        assertEquals(edited.mentionChange(), page().getLast().encoded().mentionChange());
        assertEquals(posted.mentionChange(), page().get((int) posted.seq() - 1).encoded().mentionChange(),
                "as it was first told");
        assertEquals(
                List.of(posted.seq()), read(handle -> EveryoneMentionTable.seqsAfter(handle, channel, 0, 10)));
        EncodedEvent deleted = done(act(lin, new EventBody.MessageDeleted(seq(posted.seq()))));
        assertEquals(Optional.of(new MentionChange(false, List.of(), List.of())), deleted.mentionChange());
        assertEquals(posted.mentionChange(), page().get((int) posted.seq() - 1).encoded().mentionChange(),
                "as it was first told");
        assertEquals(List.of(), read(handle -> EveryoneMentionTable.seqsAfter(handle, channel, 0, 10)));
        EncodedEvent plain = done(act(lin, EventBody.MessagePosted.of("nobody", key())));
        done(act(lin, EventBody.MessageEdited.of(seq(plain.seq()), "@channel", List.of(toAll))));
        assertEquals(Optional.empty(), page().get((int) plain.seq() - 1).encoded().mentionChange(),
                "it mentioned nobody at first");
    }

    @Test
    void takesNoChangesInAnArchivedChannel() {
        create();
        long message = post(lin, "last words");
        shard().transact("test", handle -> {
            ChannelRow row = ChannelTable.find(handle, channel).orElseThrow();
            ChannelHead head = row.head();
            ChannelHead archived = new ChannelHead(
                    head.key(), head.kind(), head.channelClass(), ChannelState.ARCHIVED,
                    head.epoch(), head.lastSeq(), head.lastOrdinal(), head.minSeq(), head.memberSeq());
            return ChannelTable.setProperties(
                    handle, new ChannelRow(
                            archived, row.name(), row.topic(), row.peers(), row.memberCount(), row.createdAt(),
                            row.lastEventAt(), row.version()));
        });
        assertInstanceOf(
                AppendResult.Archived.class, act(lin, EventBody.MessageEdited.of(seq(message), "x", List.of())));
        assertInstanceOf(AppendResult.Archived.class, act(lin, new EventBody.ReactionAdded(seq(message), "x")));
    }

    @Test
    void findsTextInEitherCaseAndNoDeletedOne() {
        create();
        post(lin, "Grüße from HELL_O");
        long other = post(ada, "hellxo");
        long gone = post(ada, "hell_o again");
        done(act(ada, new EventBody.MessageDeleted(seq(gone))));
        assertEquals(1, found("hell_o", Optional.empty()).size(), "an underscore is no wildcard");
        assertEquals(1, found("GRÜSS".replace("SS", "ß"), Optional.empty()).size());
        assertEquals(List.of(other), found("hell", Optional.of(ada)));
        assertEquals(List.of(), found("%", Optional.empty()));
    }

    @Test
    void plainMessagesCostNoStatementMoreThanBefore() {
        create();
        post(lin, "warm");
        List<Append> batch = List.of(
                member(lin, EventBody.MessagePosted.of("a", key())),
                member(ada, EventBody.MessagePosted.of("b", key())));
        long[] before = statements();
        done(log.append(shard(), batch, ids.next()).getFirst());
        long[] between = statements();
        // Reading the counters takes one SHOW, which is none of these; members are in the cache since they joined.
        assertEquals(1, between[0] - before[0], "selects: heads");
        assertEquals(2, between[1] - before[1], "inserts: events, outbox");
        assertEquals(1, between[2] - before[2], "updates: heads");
        log.append(shard(), List.of(member(ada, EventBody.MessagePosted.of("c", key()))), ids.next());
        assertEquals(1, statements()[0] - between[0], "selects: heads");
    }

    private long[] statements() {
        Map<String, Long> status = shard().read("test", handle -> {
            Map<String, Long> found = new HashMap<>();
            handle.createQuery("SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_select', 'Com_insert', 'Com_update')")
                    .map((row, context) -> found.put(row.getString(1), row.getLong(2)))
                    .list();
            return found;
        });
        return new long[] {
            status.getOrDefault("Com_select", 0L), status.getOrDefault("Com_insert", 0L),
            status.getOrDefault("Com_update", 0L)
        };
    }

    private List<Long> found(String text, Optional<UserId> actor) {
        TextSearch search = new TextSearch(channel, text, actor, 1, 1_000);
        return read(handle -> EventTable.search(handle, search, 10)).stream().map(EventRow::seq).toList();
    }

    private List<PinTable.Row> pins() {
        return read(handle -> PinTable.ofChannels(handle, List.of(channel)));
    }

    private EventBody.MessagePosted message(long seq) {
        return (EventBody.MessagePosted) page().get((int) seq - 1).event().body();
    }

    private EventBody.MessageEdited edit(long seq) {
        return (EventBody.MessageEdited) page().get((int) seq - 1).event().body();
    }

    private List<EventRow> page() {
        return read(handle -> EventTable.pageAfter(handle, channel, 0, 1_000));
    }

    private long head() {
        return only(read(handle -> ChannelTable.heads(handle, List.of(channel)))).lastSeq();
    }

    private long post(UserId actor, String text) {
        return done(act(actor, EventBody.MessagePosted.of(text, key()))).seq();
    }

    private AppendResult act(UserId actor, EventBody body) {
        return only(log.append(shard(), List.of(member(actor, body)), ids.next()));
    }

    private Append member(UserId actor, EventBody body) {
        return body instanceof EventBody.MessagePosted posted
                ? Append.message(channel, actor, posted, NOW)
                : Append.of(channel, actor, body, NOW, Append.Requirement.MEMBER);
    }

    private Append free(UserId actor, EventBody body) {
        return Append.of(channel, actor, body, NOW, Append.Requirement.NONE);
    }

    private IdempotencyKey key() {
        return new IdempotencyKey("k" + ++keys);
    }

    private static Seq seq(long value) {
        return new Seq(value);
    }

    private Shard shard() {
        return shards.forChannel(channel);
    }

    private <T> T read(Function<Handle, T> work) {
        return shard().read("test", work);
    }

    private static EncodedEvent done(AppendResult result) {
        return assertInstanceOf(AppendResult.Appended.class, result).event();
    }

    private static <T> T only(List<T> list) {
        assertEquals(1, list.size(), list.toString());
        return list.getFirst();
    }
}
