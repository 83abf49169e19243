package dev.gapless.protocol.event;

import dev.gapless.protocol.id.GatewayId;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Routing facts of an event record, packed into one record header so that no stage parses a body.
///
/// Layout, big endian: version 1 (byte), kind (byte), class (byte), seq (8), ordinal (8), subject (8), commit time in ms (8),
/// origin slot (2, -1 for none), origin epoch (8).
///
/// @param kind number of the event kind
/// @param channelClass fan-out class at commit
/// @param seq 1 or more
/// @param ordinal 0 or more
/// @param subject user id of a member event, else 0
/// @param atMs commit time in ms since 1970
/// @param origin gateway that committed the event and has fed its own readers already; empty when the relay publishes
public record EventHeader(
        int kind,
        ChannelClass channelClass,
        long seq,
        long ordinal,
        long subject,
        long atMs,
        Optional<GatewayId> origin) {
    /// Name of the record header.
    public static final String NAME = "g";

    private static final byte VERSION = 1;
    private static final int BYTES = 3 + 8 + 8 + 8 + 8 + 2 + 8;

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .put((byte) kind)
                .put((byte) channelClass.number())
                .putLong(seq)
                .putLong(ordinal)
                .putLong(subject)
                .putLong(atMs)
                .putShort((short) (origin.isPresent() ? origin.get().slot() : -1))
                .putLong(origin.isPresent() ? origin.get().epoch() : 0)
                .array();
    }

    /// @throws IllegalArgumentException if the bytes are not a header of a known version
    public static EventHeader fromBytes(byte[] bytes) {
        if (bytes.length < BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException("event header: " + bytes.length + " bytes (expected: " + BYTES
                    + " of version " + VERSION + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(1);
        int kind = in.get();
        int classNumber = in.get();
        long seq = in.getLong();
        long ordinal = in.getLong();
        long subject = in.getLong();
        long atMs = in.getLong();
        int slot = in.getShort();
        long epoch = in.getLong();
        return new EventHeader(
                kind,
                ChannelClass.find(classNumber).orElse(ChannelClass.NORMAL),
                seq,
                ordinal,
                subject,
                atMs,
                slot < 0 ? Optional.empty() : Optional.of(new GatewayId(slot, epoch)));
    }
}
