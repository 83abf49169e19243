package dev.gapless.client.session;

import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import java.util.Optional;

/// Checks that a page proves its completeness: it starts right behind the position asked for (or at the first seq that
/// retention has left), holds exactly the seqs `from` to `to`, each once and in order, and is not empty below the head.
public final class PageProof {
    private PageProof() {}

    /// The first flaw of a page read by `after`.
    ///
    /// @return empty if the page is a proof; else what was found and what was expected
    public static Optional<String> flaw(EventPage page, ChannelId channel, Position after) {
        if (!page.channel().equals(channel)) {
            return Optional.of("page channel: " + page.channel() + " (expected: " + channel + ")");
        }
        long first = Math.max(after.value() + 1, page.minSeq());
        if (page.from() != first) {
            return Optional.of("page from: " + page.from() + " (expected: " + first + ")");
        }
        if (page.to() < page.from() - 1 || page.to() > page.head().value() && !page.events().isEmpty()) {
            return Optional
                    .of("page to: " + page.to() + " (expected: " + (page.from() - 1) + " to " + page.head() + ")");
        }
        if (page.events().isEmpty() && page.head().value() >= first) {
            return Optional.of("page: empty (expected: events up to head " + page.head() + ")");
        }
        if (page.events().size() != page.to() - page.from() + 1) {
            return Optional.of("page: " + page.events().size() + " events (expected: seqs " + page.from() + " to "
                    + page.to() + ")");
        }
        long expected = page.from();
        for (Event event : page.events()) {
            if (event.seq().value() != expected) {
                return Optional.of("event seq: " + event.seq() + " (expected: " + expected + ")");
            }
            if (!event.channel().equals(channel)) {
                return Optional.of("event channel: " + event.channel() + " (expected: " + channel + ")");
            }
            expected++;
        }
        return Optional.empty();
    }
}
