package dev.gapless.protocol.event;

import dev.gapless.protocol.id.GatewayId;
import java.nio.ByteBuffer;

/// "This gateway lives": value of `gapless.gateways`, keyed by the slot as 4 bytes, repeated every second.
///
/// Layout, big endian: version 1 (byte), slot (2), epoch (8), time of the beat in ms (8), leaving (byte, 1 for a clean goodbye).
///
/// @param gateway who; a higher epoch in the same slot ends the lower one
/// @param atMs when, in ms since 1970
/// @param leaving true in the last beat of a clean shutdown: its interest may be purged at once
public record GatewayBeat(GatewayId gateway, long atMs, boolean leaving) {
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 2 + 8 + 8 + 1;

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putShort((short) gateway.slot())
                .putLong(gateway.epoch())
                .putLong(atMs)
                .put((byte) (leaving ? 1 : 0))
                .array();
    }

    /// @throws IllegalArgumentException if the bytes are not a beat of a known version
    public static GatewayBeat fromBytes(byte[] bytes) {
        if (bytes.length < BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException(
                    "gateway beat: " + bytes.length + " bytes (expected: " + BYTES + " of version " + VERSION + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(1);
        GatewayId gateway = new GatewayId(in.getShort(), in.getLong());
        return new GatewayBeat(gateway, in.getLong(), in.get() == 1);
    }

    /// The record key: the slot as 4 bytes.
    public byte[] keyBytes() {
        return ByteBuffer.allocate(4).putInt(gateway.slot()).array();
    }
}
