package dev.gapless.scenarios.history;

/// One thing that happened. Numbers of devices, users and channels are those of [Names]; what the fields mean is said at the [RowKind].
///
/// @param kind what
/// @param flags bits of the kind
/// @param subject a device, unless the kind says otherwise
/// @param channel which, or -1
/// @param seq in the channel, or 0
/// @param op number of a send, from 1, or 0
/// @param value of the kind
/// @param at microseconds since the start of the load
public record Row(RowKind kind, int flags, int subject, int channel, long seq, long op, long value, long at) {
    /// Bytes of a row in a file.
    public static final int BYTES = 44;
    public static final int DUPLICATE = 1;
    public static final int DEFINITE = 1;
    public static final int CODED = 2;
    public static final int HINTED = 4;
    public static final int OVERLOAD = 8;
    public static final int PRESENT = 1;
    public static final int MESSAGE = 1;

    public boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /// A row of a send.
    public static Row send(RowKind kind, int flags, int device, int channel, long seq, long op, long value, long at) {
        return new Row(kind, flags, device, channel, seq, op, value, at);
    }

    /// A row of a device and a place in a channel.
    public static Row place(RowKind kind, int device, int channel, long seq, long value, long at) {
        return new Row(kind, 0, device, channel, seq, 0, value, at);
    }

    /// A row about nothing but its subject.
    public static Row of(RowKind kind, int subject, long value, long at) {
        return new Row(kind, 0, subject, -1, 0, 0, value, at);
    }
}
