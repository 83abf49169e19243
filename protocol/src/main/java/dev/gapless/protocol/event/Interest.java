package dev.gapless.protocol.event;

import dev.gapless.protocol.id.GatewayId;
import java.nio.ByteBuffer;

/// "This gateway wants this channel at this level": value of `gapless.interest`, keyed by the channel.
///
/// The fan-out task answers each record of level head or full with [Delivery.InterestOn] and the same nonce, in the
/// gateway's own deliveries partition: the subscribe barrier.
///
/// Layout, big endian: version 1 (byte), slot (2), epoch (8), level (byte), nonce (8).
///
/// @param gateway who
/// @param level what it wants from now on
/// @param nonce rises with every record of one gateway and channel; an older one never overrides a newer one
public record Interest(GatewayId gateway, InterestLevel level, long nonce) {
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 2 + 8 + 1 + 8;

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putShort((short) gateway.slot())
                .putLong(gateway.epoch())
                .put((byte) level.number())
                .putLong(nonce)
                .array();
    }

    /// @throws IllegalArgumentException if the bytes are not an interest of a known version
    public static Interest fromBytes(byte[] bytes) {
        if (bytes.length < BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException(
                    "interest: " + bytes.length + " bytes (expected: " + BYTES + " of version " + VERSION + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(1);
        GatewayId gateway = new GatewayId(in.getShort(), in.getLong());
        int level = in.get();
        return new Interest(
                gateway,
                InterestLevel.find(level)
                        .orElseThrow(() -> new IllegalArgumentException("interest level: " + level)),
                in.getLong());
    }
}
