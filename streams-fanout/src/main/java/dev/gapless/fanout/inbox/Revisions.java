package dev.gapless.fanout.inbox;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// Which revisions of a user's own stream were seen: all up to `contiguous`, and some spans above, at most [#MAX_SPANS]. What does
/// not fit is taken as not seen, which is safe: callers read the cursors above `contiguous` from the shard. Confined to one thread.
///
/// Bytes, big endian: version 1 (byte), contiguous (8), then first and last of each span (8 each).
final class Revisions {
    static final int MAX_SPANS = 32;
    private static final byte VERSION = 1;

    private final TreeMap<Long, Long> spans = new TreeMap<>();
    private long contiguous;

    long contiguous() {
        return contiguous;
    }

    /// @return true if it was not seen before
    boolean add(long revision) {
        if (revision <= contiguous) {
            return false;
        }
        Map.Entry<Long, Long> below = spans.floorEntry(revision);
        if (below != null && below.getValue() >= revision) {
            return false;
        }
        long first = below != null && below.getValue() == revision - 1 ? below.getKey() : revision;
        Long last = spans.remove(revision + 1);
        spans.put(first, last == null ? revision : last);
        Map.Entry<Long, Long> lowest = spans.firstEntry();
        if (lowest.getKey() == contiguous + 1) {
            contiguous = lowest.getValue();
            spans.remove(lowest.getKey());
        }
        if (spans.size() > MAX_SPANS) {
            spans.pollFirstEntry();
        }
        return true;
    }

    /// All cursors that moved behind one revision and up to another are known.
    ///
    /// @return true if more is known now
    boolean complete(long after, long upTo) {
        if (after > contiguous || upTo <= contiguous) {
            return false;
        }
        Map.Entry<Long, Long> last = spans.floorEntry(upTo);
        contiguous = last == null ? upTo : Math.max(upTo, last.getValue());
        spans.headMap(contiguous, true).clear();
        Map.Entry<Long, Long> lowest = spans.firstEntry();
        if (lowest != null && lowest.getKey() == contiguous + 1) {
            contiguous = lowest.getValue();
            spans.remove(lowest.getKey());
        }
        return true;
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(1 + Long.BYTES + spans.size() * 2 * Long.BYTES)
                .put(VERSION)
                .putLong(contiguous);
        spans.forEach((first, last) -> out.putLong(first).putLong(last));
        return out.array();
    }

    static Revisions fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(1);
        Revisions revisions = new Revisions();
        revisions.contiguous = in.getLong();
        while (in.hasRemaining()) {
            revisions.spans.put(in.getLong(), in.getLong());
        }
        return revisions;
    }
}
