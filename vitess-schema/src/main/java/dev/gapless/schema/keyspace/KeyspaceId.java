package dev.gapless.schema.keyspace;

/// Place of a row among the shards: eight bytes, compared as unsigned.
///
/// @param bits the bytes, most significant first
public record KeyspaceId(long bits) implements Comparable<KeyspaceId> {
    private static final int BUCKET_SHIFT = 24;

    /// Byte 4, the first that spreads the channels and users of one workspace: 0 to 255. Outbox rows are dealt out by it.
    public int bucket() {
        return (int) (bits >>> BUCKET_SHIFT) & 0xff;
    }

    /// Bytes 0 to 3, common to all rows of a workspace.
    public int prefix() {
        return (int) (bits >>> 32);
    }

    @Override
    public int compareTo(KeyspaceId that) {
        return Long.compareUnsigned(bits, that.bits);
    }

    /// Sixteen hexadecimal digits, as Vitess's tools print it.
    @Override
    public String toString() {
        return "%016x".formatted(bits);
    }
}
