package dev.gapless.fanout.inbox;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/// What a task knows of its channels, in one store: the keys are type (byte), workspace and channel (8 each), then for a member the
/// user, for an event that waits its seq. Confined to its task's thread.
///
/// The members of channels lately told are also at hand as arrays, [#MAX_CACHED] channels at most.
final class ChannelStore {
    private static final int MAX_CACHED = 4_096;
    private static final byte STATE = 0;
    private static final byte MEMBER = 1;
    private static final byte WAITING = 2;
    private static final byte[] PRESENT = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<ChannelKey, long[]> cached = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ChannelKey, long[]> eldest) {
            return size() > MAX_CACHED;
        }
    };

    ChannelStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    ChannelState state(ChannelKey channel) {
        byte[] bytes = store.get(key(STATE, channel));
        return bytes == null ? new ChannelState() : ChannelState.fromBytes(bytes);
    }

    void put(ChannelKey channel, ChannelState state) {
        store.put(key(STATE, channel), state.toBytes());
    }

    void forEach(BiConsumer<ChannelKey, ChannelState> action) {
        Bytes from = Bytes.wrap(new byte[] {STATE});
        Bytes to = Bytes.wrap(new byte[] {MEMBER});
        try (KeyValueIterator<Bytes, byte[]> all = store.range(from, to)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                byte[] key = entry.key.get();
                if (key.length == 1 + ChannelKey.BYTES && key[0] == STATE) {
                    action.accept(
                            ChannelKey.fromBytes(Arrays.copyOfRange(key, 1, key.length)),
                            ChannelState.fromBytes(entry.value));
                }
            }
        }
    }

    boolean isMember(ChannelKey channel, UserId user) {
        return store.get(key(MEMBER, channel, user.value())) != null;
    }

    void join(ChannelKey channel, UserId user) {
        store.put(key(MEMBER, channel, user.value()), PRESENT);
        cached.remove(channel);
    }

    void leave(ChannelKey channel, UserId user) {
        store.delete(key(MEMBER, channel, user.value()));
        cached.remove(channel);
    }

    /// Ids of all members.
    long[] members(ChannelKey channel) {
        long[] known = cached.get(channel);
        if (known == null) {
            known = suffixes(MEMBER, channel).stream().mapToLong(Long::longValue).toArray();
            cached.put(channel, known);
        }
        return known;
    }

    /// Keeps an event for later.
    ///
    /// @return false if it is there already
    boolean await(ChannelKey channel, long seq, byte[] event) {
        return store.putIfAbsent(key(WAITING, channel, seq), event) == null;
    }

    Optional<byte[]> take(ChannelKey channel, long seq) {
        return Optional.ofNullable(store.delete(key(WAITING, channel, seq)));
    }

    /// Forgets the events that wait, up to a seq.
    ///
    /// @return how many there were
    int dropWaiting(ChannelKey channel, long upTo) {
        int dropped = 0;
        for (long seq : suffixes(WAITING, channel)) {
            if (seq <= upTo && take(channel, seq).isPresent()) {
                dropped++;
            }
        }
        return dropped;
    }

    /// An event that waits, which stays.
    byte[] waiting(ChannelKey channel, long seq) {
        byte[] waiting = store.get(key(WAITING, channel, seq));
        if (waiting == null) {
            throw new AssertionError(channel + "#" + seq + " does not wait");
        }
        return waiting;
    }

    /// When the event waiting longest came, as far as the first of them tells.
    long waitingSinceMs(ChannelKey channel) {
        long since = Long.MAX_VALUE;
        for (long seq : suffixes(WAITING, channel)) {
            since = Math.min(since, InboxForms.arrivedMs(waiting(channel, seq)));
        }
        return since;
    }

    Optional<Long> firstWaiting(ChannelKey channel) {
        return suffixes(WAITING, channel).stream().findFirst();
    }

    private List<Long> suffixes(byte type, ChannelKey channel) {
        List<Long> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all =
                store.range(key(type, channel, 0), key(type, channel, Long.MAX_VALUE))) {
            while (all.hasNext()) {
                found.add(ByteBuffer.wrap(all.next().key.get()).getLong(1 + ChannelKey.BYTES));
            }
        }
        return found;
    }

    private static Bytes key(byte type, ChannelKey channel) {
        return Bytes.wrap(start(type, channel, 0).array());
    }

    private static Bytes key(byte type, ChannelKey channel, long suffix) {
        return Bytes.wrap(start(type, channel, Long.BYTES).putLong(suffix).array());
    }

    private static ByteBuffer start(byte type, ChannelKey channel, int more) {
        return ByteBuffer.allocate(1 + ChannelKey.BYTES + more)
                .put(type)
                .putLong(channel.workspace().value())
                .putLong(channel.channel().value());
    }
}
