package dev.gapless.client.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final UserId ADA = new UserId(1);
    private static final UserId LIN = new UserId(2);

    private final Timeline timeline = new Timeline(3);

    @Test
    void keepsWhatIsSaidOfAMessageThatComesLater() {
        assertEquals(List.of(), apply(2, LIN, new EventBody.ReactionAdded(new Seq(1), "👍")));
        List<Message> told = apply(1, ADA, posted(1));
        assertEquals(List.of(new Reaction("👍", List.of(LIN))), told.getFirst().reactions());
    }

    @Test
    void letsADeleteWinForEver() {
        apply(1, ADA, posted(1));
        apply(3, ADA, new EventBody.MessageDeleted(new Seq(1)));
        assertEquals(List.of(), apply(4, ADA, EventBody.MessageEdited.of(new Seq(1), "back", List.of())));
        Message message = timeline.message(new Seq(1)).orElseThrow();
        assertTrue(message.deleted());
        assertEquals("", message.text());
        assertEquals(Optional.of(new Seq(3)), message.changedSeq());
    }

    @Test
    void keepsTheLatestMessages() {
        for (int seq = 1; seq <= 5; seq++) {
            apply(seq, ADA, posted(seq));
        }
        assertEquals(List.of(3L, 4L, 5L), timeline.messages().stream().map(m -> m.seq().value()).toList());
        assertEquals(List.of(), apply(6, ADA, EventBody.MessageEdited.of(new Seq(1), "old", List.of())));
        assertEquals(List.of(3L, 4L, 5L), timeline.messages().stream().map(m -> m.seq().value()).toList());
    }

    private List<Message> apply(long seq, UserId actor, EventBody body) {
        return timeline.apply(new Event(
                RandomLog.CHANNEL, new Seq(seq), new Ordinal(seq), actor, Instant.ofEpochMilli(seq), body));
    }

    private static EventBody posted(long seq) {
        return EventBody.MessagePosted.of("m" + seq, new IdempotencyKey("k" + seq));
    }
}
