package dev.gapless.protocol.event;

import dev.gapless.protocol.id.GatewayId;
import java.nio.ByteBuffer;

/// "This gateway wrote so many events of this channel to so many readers": value of `gapless.usage`, keyed by the channel. One that is
/// lost only makes a channel look cooler for some seconds.
///
/// Layout, big endian: version 1 (byte), slot (2), epoch (8), deliveries (8), readers (4).
///
/// @param gateway who tells
/// @param deliveries events written to connections since it told before
/// @param readers subscriptions now
public record UsageReport(GatewayId gateway, long deliveries, int readers) {
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 2 + 8 + 8 + 4;

    public UsageReport {
        if (deliveries < 0 || readers < 0) {
            throw new IllegalArgumentException(
                    "usage: " + deliveries + " deliveries, " + readers + " readers (expected: >= 0)");
        }
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putShort((short) gateway.slot())
                .putLong(gateway.epoch())
                .putLong(deliveries)
                .putInt(readers)
                .array();
    }

    /// @throws IllegalArgumentException if the bytes are not a report of a known version
    public static UsageReport fromBytes(byte[] bytes) {
        if (bytes.length < BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException(
                    "usage: " + bytes.length + " bytes (expected: " + BYTES + " of version " + VERSION + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(1);
        return new UsageReport(new GatewayId(in.getShort(), in.getLong()), in.getLong(), in.getInt());
    }
}
