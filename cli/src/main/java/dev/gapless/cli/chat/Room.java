package dev.gapless.cli.chat;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A channel that the chat has open.
///
/// @param channel its id
/// @param label `#name` or `@handle`
/// @param seq last seq in the transcript, 0 for none
/// @param hole seqs known to be missing, being fetched
/// @param unseen what came while another channel was on screen, the latest [#UNSEEN_KEPT]
/// @param unseenCount how many messages those were in all
/// @param read how far oneself has read, on whichever device; 0 if that is not known
/// @param thread root of the thread that is typed into
record Room(
        ChannelId channel,
        String label,
        long seq,
        Optional<Hole> hole,
        List<Entry> unseen,
        int unseenCount,
        long read,
        Optional<Long> thread) {
    /// Entries kept for a channel that is not on screen; older ones are read from the history when it is opened.
    static final int UNSEEN_KEPT = 200;

    /// Seqs that are missing.
    ///
    /// @param from first
    /// @param to last, `from` or more
    record Hole(Seq from, Seq to) {
        long size() {
            return to.value() - from.value() + 1;
        }
    }

    Room {
        unseen = List.copyOf(unseen);
    }

    static Room at(ChannelId channel, String label, long seq) {
        return new Room(channel, label, seq, Optional.empty(), List.of(), 0, 0, Optional.empty());
    }

    /// The room after an entry was put into the transcript on screen.
    Room shown(Entry entry) {
        return new Room(channel, label, Math.max(seq, entry.seq()), holeAfter(entry), unseen, unseenCount, read,
                thread);
    }

    /// The room after an entry came while it was not on screen.
    Room missed(Entry entry) {
        List<Entry> kept = new ArrayList<>(unseen);
        kept.add(entry);
        if (kept.size() > UNSEEN_KEPT) {
            kept.removeFirst();
        }
        int count = unseenCount + (entry.isMessage() ? 1 : 0);
        return new Room(channel, label, Math.max(seq, entry.seq()), holeAfter(entry), kept, count, read, thread);
    }

    Room opened() {
        return new Room(channel, label, seq, hole, List.of(), 0, read, thread);
    }

    Room withHole(Hole missing) {
        return new Room(channel, label, seq, Optional.of(missing), unseen, unseenCount, read, thread);
    }

    Room withoutHole() {
        return new Room(channel, label, seq, Optional.empty(), unseen, unseenCount, read, thread);
    }

    /// The room after its read position moved.
    Room readUpTo(long position) {
        return new Room(channel, label, seq, hole, unseen, unseenCount, position, thread);
    }

    /// The room with typing going to a thread, or to the channel again.
    Room inThread(Optional<Long> root) {
        return new Room(channel, label, seq, hole, unseen, unseenCount, read, root);
    }

    /// True if an entry is shown here and not only in a thread that is not open.
    boolean shows(Entry entry) {
        return entry.onlyIn().isEmpty() || entry.onlyIn().equals(thread);
    }

    /// The room after a message was changed that is kept for later.
    Room amended(Entry changed) {
        List<Entry> kept = unseen.stream()
                .map(entry -> entry.seq() == changed.seq() ? changed : entry)
                .toList();
        return new Room(channel, label, seq, hole, kept, unseenCount, read, thread);
    }

    private Optional<Hole> holeAfter(Entry entry) {
        return hole.filter(open -> open.to().value() > entry.seq())
                .map(open -> entry.seq() >= open.from().value() ? new Hole(new Seq(entry.seq() + 1), open.to()) : open);
    }
}
