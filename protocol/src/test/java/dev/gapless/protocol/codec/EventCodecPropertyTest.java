package dev.gapless.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EventCodecPropertyTest {
    @Property
    void readsWhatItWrote(@ForAll("events") Event event) {
        assertEquals(event, EventCodec.decode(EventCodec.json(event)));
    }

    @Property
    void theTextOfAnEventIsItsFrame(@ForAll("events") Event event) {
        String frame = new String(EventCodec.json(event), StandardCharsets.UTF_8);
        assertEquals(new ServerFrame.Pushed(event), FrameCodec.readServer(frame));
    }

    @Property
    void encodingKeepsTheFactsThatRoutingNeeds(@ForAll("events") Event event) {
        var encoded = EventCodec.encode(new WorkspaceId(7), event);
        assertEquals(event.seq().value(), encoded.seq());
        assertEquals(event.ordinal().value(), encoded.ordinal());
        assertEquals(event.channel(), encoded.key().channel());
        assertEquals(event.body().kindText(), EventKind.find(encoded.kind()).orElseThrow().text());
        assertEquals(event.actor().value(), encoded.actor());
        assertEquals(event.body().about().map(Seq::value).orElse(0L), encoded.target());
        EventHeader header = EventHeader.of(encoded, ChannelClass.NORMAL, Optional.empty());
        assertEquals(event.body().countable(), header.countable());
        if (event.body() instanceof EventBody.MessagePosted posted) {
            assertEquals(posted.threadRoot().isPresent(), header.threadReply());
            assertEquals(
                    MentionChange.users(posted.mentions()),
                    encoded.mentionChange().map(MentionChange::added).orElse(List.of()));
        }
    }

    @Example
    void aKindOfTheFutureKeepsItsSeqAndShowsNothing() {
        Event event = EventCodec.decode(
                """
                {"type":"event","channel":"C0000000000001","seq":3,"ordinal":2,"kind":"poll.opened",
                 "actor":"U0000000000001","at_ms":5,"question":"?"}"""
                        .getBytes(StandardCharsets.UTF_8));
        assertEquals(new Seq(3), event.seq());
        assertInstanceOf(EventBody.Other.class, event.body());
    }

    /// Also where a pair of surrogates lies across the buffers of the writer.
    @Property
    void anEmojiStaysAsItWasTyped(@ForAll @IntRange(max = 9_000) int before) {
        String text = "x".repeat(before) + "👋🏽 née 👩‍👩‍👧 ok";
        EventBody body = EventBody.MessagePosted.of(text, new IdempotencyKey("k"));
        Event event = new Event(
                new ChannelId(1), new Seq(2), new Ordinal(1), new UserId(3), Instant.ofEpochMilli(4), body);
        byte[] json = EventCodec.json(event);
        assertEquals(
                "{\"type\":\"event\",\"channel\":\"C0000000000001\",\"seq\":2,\"ordinal\":1,\"kind\":\"message.posted\","
                        + "\"actor\":\"U0000000000003\",\"at_ms\":4,\"text\":\"" + text + "\",\"key\":\"k\"}",
                new String(json, StandardCharsets.UTF_8));
        assertEquals(event, EventCodec.decode(json));
    }

    @Property
    void refusesBytesThatAreNoEvent(@ForAll byte[] bytes) {
        assertThrows(RuntimeException.class, () -> EventCodec.decode(bytes));
    }

    @Provide
    static Arbitrary<Event> events() {
        Arbitrary<Long> numbers = Arbitraries.longs().between(1, Long.MAX_VALUE);
        return Combinators.combine(numbers, numbers, numbers, bodies())
                .as((channel, seq, actor, body) -> new Event(
                        new ChannelId(channel),
                        new Seq(seq),
                        new Ordinal(seq / 2),
                        new UserId(actor),
                        Instant.ofEpochMilli(actor % 4_000_000_000_000L),
                        body));
    }

    private static Arbitrary<List<Mention>> mentions() {
        Arbitrary<MentionTarget> targets = Arbitraries.oneOf(
                Arbitraries.longs().between(1, Long.MAX_VALUE).map(id -> new MentionTarget.User(new UserId(id))),
                Arbitraries.of(MentionTarget.Audience.class).map(MentionTarget.Everyone::new));
        return Combinators.combine(
                Arbitraries.integers().between(0, 9_000), Arbitraries.integers().between(1, 90), targets)
                .as((from, length, target) -> new Mention(from, from + length, target))
                .list()
                .ofMaxSize(5);
    }

    private static Arbitrary<EventBody> bodies() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(200).filter(text -> Texts.utf8Length(text) >= 0);
        Arbitrary<IdempotencyKey> keys = Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(64)
                .map(IdempotencyKey::new);
        Arbitrary<Seq> targets = Arbitraries.longs().between(1, 1_000_000).map(Seq::new);
        Arbitrary<Optional<Seq>> seqs = targets.optional();
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<UserId> users = Arbitraries.longs().between(1, Long.MAX_VALUE).map(UserId::new);
        return Arbitraries.oneOf(
                Combinators.combine(texts, keys, seqs, flags, seqs, flags, mentions())
                        .as(EventBody.MessagePosted::new),
                Combinators.combine(targets, texts, mentions(), seqs, flags).as(EventBody.MessageEdited::new),
                targets.map(EventBody.MessageDeleted::new),
                Combinators.combine(targets, texts).as(EventBody.ReactionAdded::new),
                Combinators.combine(targets, texts).as(EventBody.ReactionRemoved::new),
                targets.map(EventBody.MessagePinned::new),
                targets.map(EventBody.MessageUnpinned::new),
                Combinators.combine(users, Arbitraries.of(MemberRole.class)).as(EventBody.MemberJoined::new),
                users.map(EventBody.MemberLeft::new),
                texts.map(text -> new EventBody.ChannelChanged(Map.of("topic", text, "state", "created"))));
    }
}
