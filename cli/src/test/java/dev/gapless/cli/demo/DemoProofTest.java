package dev.gapless.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoProofTest {
    private static final Map<IdempotencyKey, Long> ACKED = Map.of(key("a"), 1L, key("b"), 2L);
    private static final List<Event> LOG = List.of(event(1, "a"), event(2, "b"));

    @Test
    void holdsWhenAllAgree() {
        assertTrue(DemoProof.of(2, ACKED, LOG, Map.of("lin", LOG)).held());
    }

    @Test
    void catchesAnAckThatIsNotInTheLog() {
        assertEquals(List.of("in the log"), broken(DemoProof.of(2, ACKED, List.of(event(1, "a")), Map.of())));
    }

    @Test
    void catchesAMessageThatIsThereTwice() {
        List<Event> twice = List.of(event(1, "a"), event(2, "b"), event(3, "b"));
        assertEquals(List.of("in the log"), broken(DemoProof.of(2, ACKED, twice, Map.of())));
    }

    @Test
    void catchesAnAckAtAnotherSeq() {
        List<Event> swapped = List.of(event(1, "b"), event(2, "a"));
        assertEquals(List.of("in the log"), broken(DemoProof.of(2, ACKED, swapped, Map.of())));
    }

    @Test
    void catchesAHole() {
        List<Event> hole = List.of(event(1, "a"), event(3, "b"));
        DemoProof proof = DemoProof.of(2, Map.of(key("a"), 1L, key("b"), 3L), hole, Map.of());
        assertEquals(List.of("dense"), broken(proof));
    }

    @Test
    void catchesWhatWasNotShownOrShownTwiceOrInAnotherOrder() {
        for (List<Event> shown : List.of(
                List.of(event(1, "a")),
                List.of(event(1, "a"), event(2, "b"), event(2, "b")),
                List.of(event(2, "b"), event(1, "a")))) {
            assertEquals(List.of("shown to lin"), broken(DemoProof.of(2, ACKED, LOG, Map.of("lin", shown))));
        }
    }

    @Test
    void catchesASendThatWasNotAcked() {
        assertFalse(DemoProof.of(3, ACKED, LOG, Map.of()).held());
    }

    private static List<String> broken(DemoProof proof) {
        return proof.rows().stream().filter(row -> !row.held()).map(DemoProof.Row::claim).toList();
    }

    private static IdempotencyKey key(String text) {
        return new IdempotencyKey(text);
    }

    private static Event event(long seq, String key) {
        return new Event(
                new ChannelId(1),
                new Seq(seq),
                new Ordinal(seq),
                new UserId(1),
                Instant.EPOCH,
                EventBody.MessagePosted.of("text", key(key)));
    }
}
