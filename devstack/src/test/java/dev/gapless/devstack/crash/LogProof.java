package dev.gapless.devstack.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody.MessagePosted;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The whole log of a channel, read page by page, and what must hold for it.
final class LogProof {
    private static final int PAGE = 200;

    private final List<Event> events = new ArrayList<>();

    private LogProof() {}

    static LogProof read(ApiClient api, ChannelId channel) {
        LogProof proof = new LogProof();
        Position position = Position.START;
        while (true) {
            EventPage page = api.eventsAfter(channel, position, PAGE);
            proof.events.addAll(page.events());
            if (page.to() >= page.head().value()) {
                return proof;
            }
            position = new Position(page.to());
        }
    }

    Position head() {
        return new Position(events.size());
    }

    /// Where a text is.
    Seq seqOf(String text) {
        return events.stream()
                .filter(event -> event.body() instanceof MessagePosted message && message.text().equals(text))
                .map(Event::seq)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not in the log: " + text));
    }

    /// Seqs are 1..n with no hole and no repeat.
    LogProof isDense() {
        for (int i = 0; i < events.size(); i++) {
            assertEquals(new Seq(i + 1), events.get(i).seq(), "place in the log");
        }
        return this;
    }

    /// Every acknowledged send is at its seq, and no text is there twice.
    LogProof holds(Map<Seq, String> acked) {
        Map<Seq, String> texts = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Event event : events) {
            if (event.body() instanceof MessagePosted message) {
                texts.put(event.seq(), message.text());
                assertTrue(seen.add(message.text()), () -> "twice in the log: " + message.text());
            }
        }
        acked.forEach((seq, text) -> assertEquals(text, texts.get(seq), () -> "seq " + seq));
        return this;
    }

    /// The device was shown each seq from its first on, once and in order.
    LogProof wasShown(List<Seq> shown) {
        List<Seq> expected =
                events.stream().map(Event::seq).filter(seq -> seq.compareTo(shown.getFirst()) >= 0).toList();
        assertEquals(expected, shown.stream().filter(seq -> seq.value() <= events.size()).toList());
        return this;
    }
}
