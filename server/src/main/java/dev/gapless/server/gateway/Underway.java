package dev.gapless.server.gateway;

import dev.gapless.protocol.id.ChannelId;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The channels of one connection whose subscription is being changed: one change of a channel at a time, and a bounded number of
/// channels at a time. Any thread may call.
final class Underway {
    private static final int MAX_CHANNELS = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Set<ChannelId> channels = new HashSet<>(2);

    /// Waits for its turn.
    void begin(ChannelId channel) {
        lock.lock();
        try {
            while (channels.contains(channel) || channels.size() >= MAX_CHANNELS) {
                ended.awaitUninterruptibly();
            }
            channels.add(channel);
        } finally {
            lock.unlock();
        }
    }

    void end(ChannelId channel) {
        lock.lock();
        try {
            channels.remove(channel);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
