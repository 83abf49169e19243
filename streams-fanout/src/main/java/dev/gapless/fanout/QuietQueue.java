package dev.gapless.fanout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Tail loss: which channels are to have their head repeated, because nothing came for 1 s, then 3 s, then 10 s.
///
/// Each channel is in the queue at most once, whatever its rate: an event only notes the time, and the channel is put back
/// with its new time when its turn comes. Confined to its task's thread.
final class QuietQueue {
    private static final long[] QUIET_MS = {1_000, 3_000, 10_000};

    private final PriorityQueue<ChannelInterest> queue =
            new PriorityQueue<>(Comparator.comparingLong((ChannelInterest channel) -> channel.dueMs));

    /// The channel's head rose.
    void raised(ChannelInterest channel, long nowMs) {
        channel.raisedAtMs = nowMs;
        channel.repeats = 0;
        if (!channel.timed) {
            put(channel);
        }
    }

    /// Channels whose head is to be told again now.
    List<ChannelInterest> due(long nowMs) {
        List<ChannelInterest> due = new ArrayList<>();
        for (ChannelInterest next = queue.peek(); next != null && next.dueMs <= nowMs; next = queue.peek()) {
            queue.remove();
            next.timed = false;
            if (!next.wanted()) {
                continue;
            }
            if (next.raisedAtMs + QUIET_MS[next.repeats] <= nowMs) {
                due.add(next);
                next.repeats++;
            }
            if (next.repeats < QUIET_MS.length) {
                put(next);
            }
        }
        return due;
    }

    private void put(ChannelInterest channel) {
        channel.dueMs = channel.raisedAtMs + QUIET_MS[channel.repeats];
        channel.timed = true;
        queue.add(channel);
    }
}
