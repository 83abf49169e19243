package dev.gapless.client.timeline;

import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A message as it stands now.
///
/// @param seq its place in the log
/// @param ordinal countable events up to and including it
/// @param actor who wrote it
/// @param at when it was committed
/// @param text its current text; empty if it was deleted
/// @param mentions who is named in that text
/// @param threadRoot the message that this one answers
/// @param alsoToChannel true for a reply that is shown in the channel too
/// @param changedSeq seq of the last edit or delete; empty: it is as it was written
/// @param deleted true if the text is gone
/// @param pinned true if it is pinned
/// @param reactions in the order in which each emoji came first; none on a deleted message
/// @param replies replies that are not deleted, as far as they are known here
public record Message(
        Seq seq,
        Ordinal ordinal,
        UserId actor,
        Instant at,
        String text,
        List<Mention> mentions,
        Optional<Seq> threadRoot,
        boolean alsoToChannel,
        Optional<Seq> changedSeq,
        boolean deleted,
        boolean pinned,
        List<Reaction> reactions,
        int replies) {
    public Message {
        mentions = List.copyOf(mentions);
        reactions = List.copyOf(reactions);
    }

    /// True if its text is another one than that first written.
    public boolean edited() {
        return changedSeq.isPresent() && !deleted;
    }

    /// True if it is shown in the channel, not in a thread only.
    public boolean inChannel() {
        return threadRoot.isEmpty() || alsoToChannel;
    }

    /// The text stays out of logs.
    @Override
    public String toString() {
        return "Message[seq=" + seq + ", changedSeq=" + changedSeq + ", deleted=" + deleted + "]";
    }
}
