package dev.gapless.server.sync;

import dev.gapless.protocol.id.ChannelKey;
import java.util.Comparator;

/// A conversation that changed, with its place in the order of relevance.
///
/// @param channel which
/// @param rank 0 on screen, 1 mentions the user, 2 unread direct message, 3 unread, 4 the rest
/// @param recency the higher, the later it changed
record Candidate(ChannelKey channel, int rank, long recency) implements Comparable<Candidate> {
    static final int OPEN = 0;
    static final int MENTIONED = 1;
    static final int DIRECT = 2;
    static final int UNREAD = 3;
    static final int REST = 4;

    private static final Comparator<Candidate> ORDER = Comparator.comparingInt(Candidate::rank)
            .thenComparing(Comparator.comparingLong(Candidate::recency).reversed())
            .thenComparing(Candidate::channel);

    @Override
    public int compareTo(Candidate that) {
        return ORDER.compare(this, that);
    }
}
