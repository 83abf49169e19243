package dev.gapless.devstack;

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
