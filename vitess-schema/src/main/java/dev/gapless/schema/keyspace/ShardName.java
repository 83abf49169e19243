package dev.gapless.schema.keyspace;

/// Name of a shard, which is its key range: `-80`.
///
/// @param value as Vitess writes it
public record ShardName(String value) implements Comparable<ShardName> {
    public ShardName {
        KeyRange.parse(value);
    }

    public KeyRange range() {
        return KeyRange.parse(value);
    }

    @Override
    public int compareTo(ShardName that) {
        return value.compareTo(that.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
