package dev.gapless.fanout.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Whatever is repeated, late or out of order: the stores say what plain counting over the log says.
class InboxPropertyTest {
    private static final int ALL = 1_000;
    private static final int MAX_HOLES = 20;
    private static final Duration SETTLED = Duration.ofMillis(1_200);
    private static final Duration GIVEN_UP = Duration.ofSeconds(62);

    @Property(tries = 60)
    void equalsPlainCounting(@ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
        LogModel model = new LogModel(seed, 3, 4);
        for (int i = 0; i < 250; i++) {
            model.act();
        }
        try (InboxFixture inbox = new InboxFixture()) {
            Random time = new Random(seed);
            LogModel.disturb(model.take(), seed).forEach(record -> {
                inbox.feed(record);
                if (time.nextInt(10) == 0) {
                    inbox.pass(Duration.ofMillis(100));
                }
            });
            inbox.pass(SETTLED);
            verify(model, inbox);
            assertEquals(0, inbox.counts.holes());
            assertEquals(0, inbox.counts.poison());
        }
    }

    @Property(tries = 40)
    void staysExactOverAChangeOfClassForPositionsBehindIt(@ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
        LogModel model = new LogModel(seed, 2, 4);
        Random random = new Random(seed);
        for (int i = 0; i < 250; i++) {
            if (random.nextInt(40) == 0) {
                model.turn(
                        model.logs.get(random.nextInt(2)),
                        random.nextBoolean() ? ChannelClass.NORMAL : ChannelClass.LARGE);
            }
            model.act();
        }
        try (InboxFixture inbox = new InboxFixture()) {
            LogModel.disturb(model.take(), seed).forEach(inbox::feed);
            inbox.pass(SETTLED);
            verify(model, inbox);
        }
    }

    @Property(tries = 40)
    void tellsAllThatChangedSinceARevisionAndNoMoreThanOnce(
            @ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
        LogModel model = new LogModel(seed, 4, 3);
        try (InboxFixture inbox = new InboxFixture()) {
            for (int i = 0; i < 100; i++) {
                model.act();
            }
            LogModel.disturb(model.take(), seed).forEach(inbox::feed);
            inbox.pass(SETTLED);
            Map<UserId, InboxAnswer.Changes> before = new HashMap<>();
            model.users.forEach(user -> before.put(user, inbox.changes(user, 0, ALL)));
            for (int i = 0; i < 10; i++) {
                model.act();
            }
            LogModel.disturb(model.take(), seed).forEach(inbox::feed);
            inbox.pass(SETTLED);
            for (UserId user : model.users) {
                changedOnly(inbox, user, java.util.Objects.requireNonNull(before.get(user)));
            }
        }
    }

    @Property(tries = 60)
    void isExactAgainAfterLossesOnceTheChannelsAndCursorsAreSeeded(
            @ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
        LogModel model = new LogModel(seed, 3, 4);
        Random random = new Random(seed);
        try (InboxFixture inbox = new InboxFixture()) {
            for (int i = 0; i < 150; i++) {
                model.act();
            }
            lose(model.take(), random).forEach(inbox::feed);
            inbox.pass(GIVEN_UP);
            // A seed may be older than what the inbox has applied, and may have to come again.
            List<ProducerRecord<byte[], byte[]>> old = new ArrayList<>(seeds(model));
            if (random.nextBoolean()) {
                old.forEach(inbox::feed);
            }
            for (int i = 0; i < 60; i++) {
                model.act();
            }
            LogModel.disturb(lose(model.take(), random), seed).forEach(inbox::feed);
            inbox.pass(GIVEN_UP);
            // Of no use to a channel that is unsure since then: who has joined or left in the hole is not in them.
            old.forEach(inbox::feed);
            heal(model, inbox);
            old.addAll(seeds(model));
            for (int i = 0; i < 40; i++) {
                model.act();
            }
            LogModel.disturb(model.take(), seed).forEach(record -> {
                inbox.feed(record);
                inbox.feed(old.get(random.nextInt(old.size())));
            });
            old.forEach(inbox::feed);
            inbox.pass(SETTLED);
            verifyHealed(model, inbox);
        }
    }

    /// One in twelve does not come, but for the last of each stream: a hole shows by what comes behind it.
    private static List<ProducerRecord<byte[], byte[]>> lose(
            List<ProducerRecord<byte[], byte[]>> records, Random random) {
        Map<ByteBuffer, Integer> last = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            last.put(ByteBuffer.wrap(records.get(i).key()), i);
        }
        Set<Integer> kept = Set.copyOf(last.values());
        return IntStream.range(0, records.size())
                .filter(i -> random.nextInt(12) > 0 || kept.contains(i))
                .mapToObj(records::get)
                .toList();
    }

    /// As a gateway tells them now; some come much later.
    private static List<ProducerRecord<byte[], byte[]>> seeds(LogModel model) {
        return model.logs.stream().map(model::seed).toList();
    }

    /// Each hole of a channel has its own time to fill, and seeds are of no use until it is given up: gateways tell them again
    /// as long as the channel is unsure.
    private static void heal(LogModel model, InboxFixture inbox) {
        for (int i = 0; i < MAX_HOLES && unsure(model, inbox); i++) {
            model.logs.forEach(log -> inbox.feed(model.seed(log)));
            inbox.pass(GIVEN_UP);
        }
        for (UserId user : model.users) {
            long known = inbox.changes(user, 0, ALL).cursorsTo();
            if (known < model.revision(user)) {
                inbox.feed(model.seed(user, known));
            }
        }
        inbox.pass(SETTLED);
        assertFalse(unsure(model, inbox));
        for (UserId user : model.users) {
            assertEquals(model.revision(user), inbox.changes(user, 0, ALL).cursorsTo());
        }
    }

    private static boolean unsure(LogModel model, InboxFixture inbox) {
        return model.users.stream().anyMatch(user -> !inbox.changes(user, 0, ALL).unsure().isEmpty());
    }

    private static void verifyHealed(LogModel model, InboxFixture inbox) {
        for (UserId user : model.users) {
            InboxAnswer.Changes answer = inbox.changes(user, 0, ALL);
            assertEquals(model.revision(user), answer.cursorsTo());
            Map<ChannelId, InboxConversation> known = new HashMap<>();
            answer.changed().forEach(each -> known.put(each.channel(), each));
            for (LogModel.Log log : model.logs) {
                LogModel.Counted counted = model.count(user, log);
                Optional<InboxConversation> said = Optional.ofNullable(known.get(log.key.channel()));
                assertEquals(counted.member(), said.map(InboxConversation::member).orElse(false), log.key + " " + user);
                if (counted.member()) {
                    InboxConversation conversation = said.orElseThrow();
                    assertEquals(counted.head(), conversation.head().value());
                    assertEquals(counted.position(), conversation.cursor().value());
                    if (conversation.exact()) {
                        assertEquals(counted.unread(), conversation.unread(), log.key + " " + conversation);
                        assertEquals(counted.mentions(), conversation.mentions(), log.key + " " + conversation);
                    }
                }
            }
        }
    }

    private static void changedOnly(InboxFixture inbox, UserId user, InboxAnswer.Changes before) {
        Map<ChannelId, InboxConversation> old = new HashMap<>();
        before.changed().forEach(each -> old.put(each.channel(), each));
        Set<InboxConversation> expected = new HashSet<>(inbox.changes(user, 0, ALL).changed());
        expected.removeIf(each -> each.equals(old.get(each.channel())));
        Set<InboxConversation> paged = new HashSet<>();
        long since = before.revision();
        InboxAnswer.Changes page;
        do {
            page = inbox.changes(user, since, 1);
            page.changed().forEach(each -> assertTrue(paged.add(each), "told twice: " + each));
            since = page.revision();
        } while (page.total() > page.changed().size());
        assertEquals(expected, paged);
        assertEquals(0, inbox.changes(user, since, ALL).total());
    }

    private static void verify(LogModel model, InboxFixture inbox) {
        for (UserId user : model.users) {
            InboxAnswer.Changes answer = inbox.changes(user, 0, ALL);
            assertEquals(answer.total(), answer.changed().size());
            assertEquals(model.revision(user), answer.cursorsTo());
            Map<ChannelId, InboxConversation> known = new HashMap<>();
            answer.changed().forEach(each -> known.put(each.channel(), each));
            for (LogModel.Log log : model.logs) {
                verify(
                        model.count(user, log), log, Optional.ofNullable(known.get(log.key.channel())),
                        answer.check().contains(log.key.channel()));
            }
        }
    }

    private static void verify(
            LogModel.Counted counted, LogModel.Log log, Optional<InboxConversation> known, boolean check) {
        assertEquals(counted.member(), known.map(InboxConversation::member).orElse(false));
        boolean tracked = log.channelClass == ChannelClass.NORMAL;
        assertEquals(counted.member() && !tracked, check);
        if (!counted.member() || !tracked) {
            return;
        }
        InboxConversation conversation = known.orElseThrow();
        assertEquals(counted.head(), conversation.head().value());
        assertEquals(counted.position(), conversation.cursor().value());
        if (conversation.exact()) {
            assertEquals(counted.unread(), conversation.unread(), log.key + " " + conversation);
            assertEquals(counted.mentions(), conversation.mentions(), log.key + " " + conversation);
        } else {
            assertTrue(counted.position() < log.lastSwitch, "not exact without a reason: " + conversation);
        }
    }
}
