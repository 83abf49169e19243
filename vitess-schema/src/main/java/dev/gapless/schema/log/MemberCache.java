package dev.gapless.schema.log;

import dev.gapless.protocol.id.ChannelKey;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Who is a member, as far as it was asked. An entry is exact as long as the channel row still shows the member seq it was read
/// at: whoever holds the row lock compares. Bounded; the channels used longest ago go first. Any thread may call.
final class MemberCache {
    private final int maxUsers;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<ChannelKey, Entry> entries = new LinkedHashMap<>(1024, 0.75f, true);
    private int users;

    /// @param maxUsers memberships remembered in all channels together
    MemberCache(int maxUsers) {
        this.maxUsers = maxUsers;
    }

    Optional<Boolean> find(ChannelKey channel, long memberSeq, long user) {
        lock.lock();
        try {
            Entry entry = entries.get(channel);
            return entry == null || entry.memberSeq != memberSeq
                    ? Optional.empty()
                    : Optional.ofNullable(entry.members.get(user));
        } finally {
            lock.unlock();
        }
    }

    /// Remembers what was read while the channel was locked.
    void put(ChannelKey channel, long memberSeq, long user, boolean member) {
        lock.lock();
        try {
            Entry entry = entries.get(channel);
            if (entry == null || entry.memberSeq < memberSeq) {
                remove(channel);
                entry = new Entry(memberSeq);
                entries.put(channel, entry);
            }
            if (entry.memberSeq == memberSeq && entry.members.put(user, member) == null) {
                users++;
                evict();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Carries a channel over its own committed change: all else that is known of it stays true.
    void advance(ChannelKey channel, long oldSeq, long newSeq, Map<Long, Boolean> changes) {
        lock.lock();
        try {
            Entry entry = entries.get(channel);
            if (entry == null || entry.memberSeq != oldSeq) {
                return;
            }
            entry.memberSeq = newSeq;
            for (Map.Entry<Long, Boolean> change : changes.entrySet()) {
                if (entry.members.put(change.getKey(), change.getValue()) == null) {
                    users++;
                }
            }
            evict();
        } finally {
            lock.unlock();
        }
    }

    int users() {
        lock.lock();
        try {
            return users;
        } finally {
            lock.unlock();
        }
    }

    private void remove(ChannelKey channel) {
        Entry old = entries.remove(channel);
        if (old != null) {
            users -= old.members.size();
        }
    }

    private void evict() {
        Iterator<Entry> eldest = entries.values().iterator();
        while (users > maxUsers && eldest.hasNext()) {
            users -= eldest.next().members.size();
            eldest.remove();
        }
    }

    private static final class Entry {
        private final Map<Long, Boolean> members = new HashMap<>();
        private long memberSeq;

        Entry(long memberSeq) {
            this.memberSeq = memberSeq;
        }
    }
}
