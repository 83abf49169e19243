package dev.gapless.schema.outbox;

import dev.gapless.protocol.id.ChannelKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What one append transaction committed.
///
/// The stored payload, big endian: version 1 (byte), then per channel workspace id, channel id, first and last seq (8 bytes each).
///
/// @param key names the row
/// @param bucket byte 4 of the keyspace id of the first channel, 0 to 255
/// @param createdAt when
/// @param ranges the events, by channel
public record OutboxRow(OutboxKey key, int bucket, Instant createdAt, List<SeqRange> ranges) {
    private static final byte VERSION = 1;
    private static final int RANGE_BYTES = 4 * Long.BYTES;

    public OutboxRow {
        ranges = List.copyOf(ranges);
    }

    byte[] payload() {
        ByteBuffer out = ByteBuffer.allocate(1 + ranges.size() * RANGE_BYTES).put(VERSION);
        for (SeqRange range : ranges) {
            out.putLong(range.channel().workspace().value())
                    .putLong(range.channel().channel().value())
                    .putLong(range.from())
                    .putLong(range.to());
        }
        return out.array();
    }

    static List<SeqRange> ranges(byte[] payload) {
        if (payload.length % RANGE_BYTES != 1 || payload[0] != VERSION) {
            throw new IllegalStateException(
                    "outbox payload: " + payload.length + " bytes (expected: version " + VERSION + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(payload).position(1);
        List<SeqRange> ranges = new ArrayList<>();
        while (in.hasRemaining()) {
            ChannelKey channel = ChannelKey.of(in.getLong(), in.getLong());
            ranges.add(new SeqRange(channel, in.getLong(), in.getLong()));
        }
        return ranges;
    }
}
