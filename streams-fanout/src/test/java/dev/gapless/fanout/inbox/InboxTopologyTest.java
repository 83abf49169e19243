package dev.gapless.fanout.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/// Holes, class switches, bounds, and what is not ready.
class InboxTopologyTest {
    private static final Duration SETTLED = Duration.ofMillis(1_200);

    private final LogModel model = new LogModel(1, 1, 2);
    private final LogModel.Log log = model.logs.getFirst();
    private final UserId owner = model.users.getFirst();

    @Test
    void isNotReadyBeforeTheFirstPulse() {
        try (InboxFixture inbox = new InboxFixture()) {
            assertInstanceOf(InboxAnswer.NotReady.class, inbox.ask(owner, 0, 10));
            inbox.pass(SETTLED);
            assertEquals(List.of(), inbox.changes(owner, 0, 10).changed());
        }
    }

    @Test
    void waitsForAMissingEventAndSaysHowLongAlready() {
        try (InboxFixture inbox = new InboxFixture()) {
            model.take().forEach(inbox::feed);
            model.post(log);
            model.post(log);
            List<ProducerRecord<byte[], byte[]>> two = model.take();
            inbox.feed(two.get(1));
            inbox.pass(Duration.ofMillis(900));
            InboxAnswer.Changes behind = inbox.changes(owner, 0, 10);
            assertEquals(2, behind.changed().getFirst().head().value());
            assertTrue(behind.lagMs() >= 400, "lag " + behind.lagMs());
            assertEquals(List.of(), behind.unsure());
            inbox.pass(Duration.ofSeconds(2));
            InboxAnswer.Changes suspect = inbox.changes(owner, 0, 10);
            assertEquals(List.of(log.key.channel()), suspect.unsure());
            assertTrue(suspect.lagMs() < 1_000, "others are told of in time: lag " + suspect.lagMs());
            inbox.feed(two.getFirst());
            inbox.pass(SETTLED);
            InboxAnswer.Changes now = inbox.changes(owner, behind.revision(), 10);
            assertEquals(List.of(), now.unsure());
            assertEquals(4, now.changed().getFirst().head().value());
            assertEquals(2, now.changed().getFirst().unread());
            assertTrue(now.lagMs() < 1_000, "lag " + now.lagMs());
            assertEquals(1, inbox.counts.early());
        }
    }

    @Test
    void givesUpAHoleWhenTheBufferIsFullAndTellsEverybodyToCheck() {
        try (InboxFixture inbox = new InboxFixture()) {
            model.take().forEach(inbox::feed);
            model.post(log);
            ProducerRecord<byte[], byte[]> lost = model.take().getFirst();
            for (int i = 0; i <= ChannelProcessor.MAX_WAITING; i++) {
                model.post(log);
            }
            model.take().forEach(inbox::feed);
            inbox.pass(SETTLED);
            assertEquals(1, inbox.counts.holes());
            InboxAnswer.Changes answer = inbox.changes(owner, 0, 10);
            assertEquals(List.of(log.key.channel()), answer.check());
            InboxConversation conversation = answer.changed().getFirst();
            assertEquals(log.head(), conversation.head().value());
            assertFalse(conversation.exact());
            assertEquals(List.of(log.key.channel()), inbox.changes(new UserId(99), 0, 10).check());
            inbox.feed(lost);
            assertEquals(1, inbox.counts.repeated());
        }
    }

    @Test
    void isSureAgainByASeedFromBehindTheHoleOnly() {
        try (InboxFixture inbox = new InboxFixture()) {
            model.take().forEach(inbox::feed);
            ProducerRecord<byte[], byte[]> before = model.seed(log);
            model.post(log);
            model.take();
            model.post(log);
            model.take().forEach(inbox::feed);
            inbox.feed(before);
            assertEquals(1, inbox.counts.seedsPassed(), "it is sure, and needs no seed");
            inbox.pass(Duration.ofSeconds(62));
            inbox.feed(before);
            assertEquals(2, inbox.counts.seedsPassed(), "whoever joined in the hole is not in it");
            assertEquals(List.of(log.key.channel()), inbox.changes(owner, 0, 10).unsure());
            inbox.feed(model.seed(log));
            inbox.pass(SETTLED);
            InboxAnswer.Changes answer = inbox.changes(owner, 0, 10);
            assertEquals(List.of(), answer.unsure());
            assertEquals(List.of(), answer.check());
            assertFalse(answer.changed().getFirst().exact(), "what was deleted in the hole is not known");
            assertEquals(log.head(), answer.changed().getFirst().head().value());
        }
    }

    @Test
    void learnsAChannelThatItHasNeverHeardOf() {
        try (InboxFixture inbox = new InboxFixture()) {
            model.post(log);
            model.take();
            inbox.feed(model.seed(log));
            model.post(log);
            model.take().forEach(inbox::feed);
            inbox.pass(SETTLED);
            InboxConversation conversation = inbox.changes(owner, 0, 10).changed().getFirst();
            assertEquals(log.head(), conversation.head().value());
            assertTrue(conversation.member());
            assertEquals(0, inbox.counts.holes());
        }
    }

    @Test
    void passesOverASeedThatIsNone() {
        try (InboxFixture inbox = new InboxFixture()) {
            inbox.feed(new ProducerRecord<>(Topics.INBOX_SEEDS, log.key.toBytes(), new byte[] {1, 3}));
            model.take().forEach(inbox::feed);
            inbox.pass(SETTLED);
            assertEquals(1, inbox.counts.poison());
            assertEquals(1, inbox.changes(owner, 0, 10).changed().size());
        }
    }

    @Test
    void givesUpAHoleAfterTheMissingTimeout() {
        try (InboxFixture inbox = new InboxFixture()) {
            model.post(log);
            List<ProducerRecord<byte[], byte[]>> all = model.take();
            inbox.feed(all.getLast());
            inbox.pass(Duration.ofSeconds(62));
            assertEquals(1, inbox.counts.holes());
            assertEquals(List.of(log.key.channel()), inbox.changes(owner, 0, 10).check());
        }
    }

    @Test
    void tellsNobodyOfPostsInALargeChannel() {
        try (InboxFixture inbox = new InboxFixture()) {
            model.turn(log, ChannelClass.LARGE);
            model.take().forEach(inbox::feed);
            inbox.pass(SETTLED);
            long before = inbox.counts.changes();
            for (int i = 0; i < 50; i++) {
                model.post(log);
            }
            model.take().forEach(inbox::feed);
            inbox.pass(SETTLED);
            assertEquals(before, inbox.counts.changes());
            InboxAnswer.Changes answer = inbox.changes(owner, 0, 10);
            assertEquals(List.of(log.key.channel()), answer.check());
            assertFalse(answer.changed().getFirst().exact());
        }
    }

    @Test
    void passesOverWhatItCannotRead() {
        try (InboxFixture inbox = new InboxFixture()) {
            RecordHeaders headers = new RecordHeaders();
            headers.add(EventHeader.NAME, new byte[] {9});
            inbox.feed(new ProducerRecord<>("t", null, log.key.toBytes(), new byte[] {1}, headers));
            model.take().forEach(inbox::feed);
            inbox.pass(SETTLED);
            assertEquals(1, inbox.counts.poison());
            assertEquals(1, inbox.changes(owner, 0, 10).changed().size());
        }
    }

    @Test
    void countsOfManyMentionsAreRefusedNotWrong() {
        Conversation conversation = new Conversation();
        conversation.take(new UserUpdate.Joined(log.key.channel(), 2, 0, true));
        long seq = 3;
        for (int i = 0; i < Conversation.MAX_SEQS; i++, seq++) {
            conversation.take(new UserUpdate.Moved(log.key.channel(), seq, seq, seq, UserUpdate.ALL));
        }
        assertTrue(conversation.view(log.key.channel()).exact());
        assertEquals(Conversation.MAX_SEQS, conversation.view(log.key.channel()).mentions());
        conversation.take(new UserUpdate.Moved(log.key.channel(), seq, seq, seq, UserUpdate.ALL));
        assertFalse(conversation.view(log.key.channel()).exact());
        conversation.take(new UserUpdate.Cursor(log.key.channel(), 3, 3, 0, 1, false));
        InboxConversation readPast = Conversation.fromBytes(conversation.toBytes()).view(log.key.channel());
        assertTrue(readPast.exact());
        assertEquals(Conversation.MAX_SEQS, readPast.mentions());
    }
}
