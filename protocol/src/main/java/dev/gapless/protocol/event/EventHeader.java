package dev.gapless.protocol.event;

import dev.gapless.protocol.id.GatewayId;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Routing facts of an event record, packed into one record header so that no stage parses a body.
///
/// Layout, big endian: version 1 (byte), kind (byte), class (byte), seq (8), ordinal (8), subject (8), commit time in ms (8),
/// origin slot (2, -1 for none), origin epoch (8); then, absent in the first release and so to be done without: actor (8), target
/// (8), flags (byte). Readers of the first release skip what they do not know, so the version stays.
///
/// @param kind number of the event kind
/// @param channelClass fan-out class at commit
/// @param seq 1 or more
/// @param ordinal 0 or more
/// @param subject user id of a member event, else 0
/// @param atMs commit time in ms since 1970
/// @param origin gateway that committed the event and has fed its own readers already; empty when the relay publishes
/// @param actor id of who did it, 0 if not known
/// @param target seq of the message that it is about ([EventBody#about]), 0 for none
/// @param flags sum of [#COUNTABLE], [#THREAD_REPLY], [#TARGET_COUNTABLE]
public record EventHeader(
        int kind,
        ChannelClass channelClass,
        long seq,
        long ordinal,
        long subject,
        long atMs,
        Optional<GatewayId> origin,
        long actor,
        long target,
        int flags) {
    /// Name of the record header.
    public static final String NAME = "g";
    /// The event takes an ordinal of its own.
    public static final int COUNTABLE = 1;
    /// The event is a reply; `target` is the root of its thread.
    public static final int THREAD_REPLY = 2;
    /// The event deletes a message that took an ordinal.
    public static final int TARGET_COUNTABLE = 4;

    private static final byte VERSION = 1;
    private static final int FIRST_BYTES = 3 + 8 + 8 + 8 + 8 + 2 + 8;
    private static final int BYTES = FIRST_BYTES + 8 + 8 + 1;

    /// A header without actor and target.
    public EventHeader(
            int kind,
            ChannelClass channelClass,
            long seq,
            long ordinal,
            long subject,
            long atMs,
            Optional<GatewayId> origin) {
        this(kind, channelClass, seq, ordinal, subject, atMs, origin, 0, 0, usualFlags(kind));
    }

    /// The header of an event's record.
    public static EventHeader of(EncodedEvent event, ChannelClass channelClass, Optional<GatewayId> origin) {
        return new EventHeader(
                event.kind(),
                channelClass,
                event.seq(),
                event.ordinal(),
                event.subject(),
                event.at().toEpochMilli(),
                origin,
                event.actor(),
                event.target(),
                event.flags());
    }

    /// True if the event takes an ordinal of its own.
    public boolean countable() {
        return (flags & COUNTABLE) != 0;
    }

    /// True if the event is a reply in a thread.
    public boolean threadReply() {
        return (flags & THREAD_REPLY) != 0;
    }

    /// True if the event deletes a message that took an ordinal.
    public boolean targetCountable() {
        return (flags & TARGET_COUNTABLE) != 0;
    }

    /// The flags of an event that is known by its kind only.
    static int usualFlags(int kind) {
        return kind == EventKind.MESSAGE_POSTED.number() ? COUNTABLE : 0;
    }

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
                .putLong(actor)
                .putLong(target)
                .put((byte) flags)
                .array();
    }

    /// @throws IllegalArgumentException if the bytes are not a header of a known version
    public static EventHeader fromBytes(byte[] bytes) {
        if (bytes.length < FIRST_BYTES || bytes[0] != VERSION) {
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
        boolean more = bytes.length >= BYTES;
        long actor = more ? in.getLong() : 0;
        long target = more ? in.getLong() : 0;
        int flags = more ? in.get() : usualFlags(kind);
        return new EventHeader(
                kind,
                ChannelClass.find(classNumber).orElse(ChannelClass.NORMAL),
                seq,
                ordinal,
                subject,
                atMs,
                slot < 0 ? Optional.empty() : Optional.of(new GatewayId(slot, epoch)),
                actor,
                target,
                flags);
    }
}
