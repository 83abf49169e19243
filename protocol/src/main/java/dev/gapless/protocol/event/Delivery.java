package dev.gapless.protocol.event;

import dev.gapless.protocol.id.ChannelKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// What the fan-out tells one gateway, in that gateway's own partition of `gapless.deliveries`.
///
/// The record's key is the channel ([ChannelKey#toBytes]; absent for a beat), its value the event JSON (empty unless an
/// event), and the header [#HEADER] holds the rest. Header layout, big endian: version 1 (byte), type (byte), gateway
/// epoch (8), then by type: event kind (byte), seq, ordinal, subject, atMs (8 each), and, absent in the first release, actor and
/// target (8 each) and flags (byte) · head seq, ordinal (8 each) · interest-on nonce (8) · beat partition (4), atMs (8).
public sealed interface Delivery {
    /// Name of the record header.
    String HEADER = "d";

    /// What a push has beyond its first form.
    int PUSH_MORE_BYTES = 8 + 8 + 1;

    /// The events themselves, for level full.
    ///
    /// @param event with the JSON as it was committed
    record Push(EncodedEvent event) implements Delivery {}

    /// A new head, conflated, for level head; also repeated after quiet for level full, against the loss of a last event.
    ///
    /// @param channel which channel
    /// @param seq last seq
    /// @param ordinal last ordinal
    record Head(ChannelKey channel, long seq, long ordinal) implements Delivery {}

    /// The barrier: every event that the task sees after this is pushed to the gateway.
    ///
    /// @param channel which channel
    /// @param nonce of the [Interest] it answers
    record InterestOn(ChannelKey channel, long nonce) implements Delivery {}

    /// "The task of this partition of `gapless.events` lives and reaches you", every second.
    ///
    /// @param partition partition of the channel-keyed topics
    /// @param atMs time of the beat
    record Beat(int partition, long atMs) implements Delivery {}

    /// A delivery with the gateway epoch it is meant for; one of an earlier epoch is skipped by the reader.
    ///
    /// @param gatewayEpoch epoch of the addressee
    /// @param delivery what is told
    record Addressed(long gatewayEpoch, Delivery delivery) {}

    /// Header bytes of a delivery.
    static byte[] header(long gatewayEpoch, Delivery delivery) {
        return switch (delivery) {
            case Push(EncodedEvent event) ->
                start(1, gatewayEpoch)
                        .put((byte) event.kind())
                        .putLong(event.seq())
                        .putLong(event.ordinal())
                        .putLong(event.subject())
                        .putLong(event.at().toEpochMilli())
                        .putLong(event.actor())
                        .putLong(event.target())
                        .put((byte) event.flags())
                        .array();
            case Head(ChannelKey channel, long seq, long ordinal) ->
                start(2, gatewayEpoch).putLong(seq).putLong(ordinal).array();
            case InterestOn(ChannelKey channel, long nonce) ->
                start(3, gatewayEpoch).putLong(nonce).array();
            case Beat(int partition, long atMs) ->
                start(4, gatewayEpoch).putInt(partition).putLong(atMs).array();
        };
    }

    /// Reads a record back.
    ///
    /// @param header bytes of the header [#HEADER]
    /// @param key bytes of the record key; ignored for a beat
    /// @param value bytes of the record value; used by a push only
    /// @throws IllegalArgumentException if the header is not one of a known version and type
    static Addressed read(byte[] header, byte[] key, byte[] value) {
        if (header.length < 10 || header[0] != 1) {
            throw new IllegalArgumentException("delivery header: " + header.length + " bytes (expected: version 1)");
        }
        ByteBuffer in = ByteBuffer.wrap(header).position(1);
        int type = in.get();
        if (header.length < bytesOf(type)) {
            throw new IllegalArgumentException(
                    "delivery header of type " + type + ": " + header.length + " bytes (expected: " + bytesOf(type)
                            + ")");
        }
        long epoch = in.getLong();
        Delivery delivery = switch (type) {
            case 1 -> {
                int kind = in.get();
                long seq = in.getLong();
                long ordinal = in.getLong();
                long subject = in.getLong();
                Instant at = Instant.ofEpochMilli(in.getLong());
                boolean more = in.remaining() >= PUSH_MORE_BYTES;
                long actor = more ? in.getLong() : 0;
                long target = more ? in.getLong() : 0;
                int flags = more ? in.get() : EventHeader.usualFlags(kind);
                yield new Push(new EncodedEvent(
                        ChannelKey.fromBytes(key), seq, ordinal, kind, subject, at, value, actor, target, flags,
                        Optional.empty()));
            }
            case 2 -> new Head(ChannelKey.fromBytes(key), in.getLong(), in.getLong());
            case 3 -> new InterestOn(ChannelKey.fromBytes(key), in.getLong());
            case 4 -> new Beat(in.getInt(), in.getLong());
            default -> throw new IllegalArgumentException("delivery type: " + type + " (expected: 1 to 4)");
        };
        return new Addressed(epoch, delivery);
    }

    private static int bytesOf(int type) {
        return switch (type) {
            case 1 -> 43;
            case 2 -> 26;
            case 3 -> 18;
            case 4 -> 22;
            default -> throw new IllegalArgumentException("delivery type: " + type + " (expected: 1 to 4)");
        };
    }

    private static ByteBuffer start(int type, long gatewayEpoch) {
        int more = type == 1 ? PUSH_MORE_BYTES : 0;
        return ByteBuffer.allocate(bytesOf(type) + more).put((byte) 1).put((byte) type).putLong(gatewayEpoch);
    }
}
