package dev.gapless.client.local;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import java.util.Optional;

/// How a deleted text leaves what is kept: every event that says that a message is gone takes the text out of the message and of
/// the edits of it.
final class Erasure {
    private Erasure() {}

    /// The message that is gone according to an event.
    static Optional<Seq> gone(Event event) {
        return switch (event.body()) {
            case EventBody.MessageDeleted deleted -> Optional.of(deleted.target());
            case EventBody.MessageEdited edited when edited.deleted() -> Optional.of(edited.target());
            case EventBody.MessagePosted posted when posted.deleted() -> Optional.of(event.seq());
            default -> Optional.empty();
        };
    }

    /// The message whose text an event holds.
    static Optional<Seq> textOf(Event event) {
        return switch (event.body()) {
            case EventBody.MessagePosted posted when !posted.deleted() -> Optional.of(event.seq());
            case EventBody.MessageEdited edited when !edited.deleted() -> Optional.of(edited.target());
            default -> Optional.empty();
        };
    }

    /// The same event without the text.
    ///
    /// @param change seq of the delete, as far as it is known
    static Event erased(Event event, Seq change) {
        EventBody body = switch (event.body()) {
            case EventBody.MessagePosted posted -> new EventBody.MessagePosted(
                    "",
                    posted.key(),
                    posted.threadRoot(),
                    posted.alsoToChannel(),
                    Optional.of(change),
                    true,
                    List.of());
            case EventBody.MessageEdited edited ->
                new EventBody.MessageEdited(edited.target(), "", List.of(), Optional.of(change), true);
            default -> event.body();
        };
        return new Event(event.channel(), event.seq(), event.ordinal(), event.actor(), event.at(), body);
    }

    /// The seq of the change by which an event knows that its message is gone.
    static Seq change(Event event) {
        return switch (event.body()) {
            case EventBody.MessagePosted posted -> posted.changedSeq().orElse(event.seq());
            case EventBody.MessageEdited edited -> edited.changedSeq().orElse(event.seq());
            default -> event.seq();
        };
    }
}
