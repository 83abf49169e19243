package dev.gapless.client.timeline;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known of one message, which may be changes to it only. Each part is a maximum over what came, so that order and
/// repetition do not matter. Mutated only from [Timeline].
final class Subject {
    private static final Text UNKNOWN = new Text(-1, false, "", List.of());

    /// Replies that are not deleted, by seq.
    final TreeSet<Long> replies = new TreeSet<>();

    private @Nullable Event posted;
    private Text text = UNKNOWN;
    private final Map<Vote, Mark> votes = new HashMap<>(0);
    private Mark pin = new Mark(0, false);

    /// A text and the event by which it came about, 0 for the message itself.
    private record Text(long version, boolean deleted, String text, List<Mention> mentions) {
        /// A delete wins for ever; else the later change.
        boolean beats(Text that) {
            return deleted == that.deleted ? version > that.version : deleted;
        }
    }

    private record Vote(String emoji, UserId user) {}

    /// A switch and the seq that set it last.
    private record Mark(long seq, boolean on) {}

    boolean posted() {
        return posted != null;
    }

    boolean deleted() {
        return text.deleted();
    }

    /// The message itself, as it was read.
    void post(Event event, EventBody.MessagePosted body) {
        if (posted == null) {
            posted = event;
        }
        text(new Text(body.changedSeq().map(Seq::value).orElse(0L), body.deleted(), body.text(), body.mentions()));
    }

    void edit(long seq, EventBody.MessageEdited body) {
        long version = Math.max(seq, body.changedSeq().map(Seq::value).orElse(0L));
        text(new Text(version, body.deleted(), body.text(), body.mentions()));
    }

    void delete(long seq) {
        text(new Text(seq, true, "", List.of()));
    }

    void vote(long seq, String emoji, UserId user, boolean on) {
        votes.merge(new Vote(emoji, user), new Mark(seq, on), Subject::later);
    }

    void pin(long seq, boolean on) {
        pin = later(pin, new Mark(seq, on));
    }

    /// The message, if it is known itself.
    Optional<Message> message() {
        Event event = posted;
        if (event == null || !(event.body() instanceof EventBody.MessagePosted body)) {
            return Optional.empty();
        }
        return Optional.of(new Message(
                event.seq(),
                event.ordinal(),
                event.actor(),
                event.at(),
                text.text(),
                text.mentions(),
                body.threadRoot(),
                body.alsoToChannel(),
                text.version() > 0 ? Optional.of(new Seq(text.version())) : Optional.empty(),
                text.deleted(),
                pin.on() && !text.deleted(),
                text.deleted() ? List.of() : reactions(),
                replies.size()));
    }

    private void text(Text other) {
        if (other.beats(text)) {
            text = other.deleted() ? new Text(other.version(), true, "", List.of()) : other;
        }
    }

    private List<Reaction> reactions() {
        List<Map.Entry<Vote, Mark>> given = votes.entrySet().stream()
                .filter(vote -> vote.getValue().on())
                .sorted(Comparator.comparingLong(vote -> vote.getValue().seq()))
                .toList();
        Map<String, List<UserId>> byEmoji = new LinkedHashMap<>();
        for (Map.Entry<Vote, Mark> vote : given) {
            byEmoji.computeIfAbsent(vote.getKey().emoji(), emoji -> new ArrayList<>())
                    .add(vote.getKey().user());
        }
        return byEmoji.entrySet().stream()
                .map(entry -> new Reaction(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Mark later(Mark known, Mark other) {
        return other.seq() > known.seq() ? other : known;
    }
}
