package dev.gapless.devstack;

import dev.gapless.schema.keyspace.KeyspaceId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Even key ranges, named as Vitess does: `-80`, `80-`.
final class ShardRanges {
    private static final int BITS = 16;

    private ShardRanges() {}

    /// So many ranges of the same size.
    ///
    /// @param count 1 or more
    /// @return names in key order; they cover all keyspace ids
    static List<String> even(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(bound(i, count) + "-" + bound(i + 1, count));
        }
        return names;
    }

    /// Ranges of about the same size, two of which meet at a place: of the inner bounds of even ranges the nearest one is moved there.
    ///
    /// @param count 2 or more
    static List<String> meetingAt(int count, KeyspaceId place) {
        if (count < 2) {
            throw new IllegalArgumentException("shards: " + count + " (expected: 2 or more, so that two can meet)");
        }
        int high = (int) (place.bits() >>> (Long.SIZE - BITS));
        int moved = Math.clamp(Math.round((double) high * count / (1 << BITS)), 1, count - 1);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add((i == moved ? bound(place) : bound(i, count)) + "-"
                    + (i + 1 == moved ? bound(place) : bound(i + 1, count)));
        }
        return names;
    }

    private static String bound(KeyspaceId place) {
        String digits = place.toString();
        while (digits.length() > 2 && digits.endsWith("00")) {
            digits = digits.substring(0, digits.length() - 2);
        }
        return digits;
    }

    /// A name for the database of a shard, such as `gapless_min_80`.
    static String database(String shard) {
        int dash = shard.indexOf('-');
        String start = shard.substring(0, dash);
        String end = shard.substring(dash + 1);
        return "gapless_" + (start.isEmpty() ? "min" : start) + "_" + (end.isEmpty() ? "max" : end);
    }

    // The first and the last bound are open; a second byte is written only where it says something.
    private static String bound(int index, int count) {
        if (index == 0 || index == count) {
            return "";
        }
        int value = (int) (((long) index << BITS) / count);
        HexFormat hex = HexFormat.of();
        String high = hex.toHexDigits((byte) (value >> 8));
        return (value & 0xff) == 0 ? high : high + hex.toHexDigits((byte) value);
    }
}
