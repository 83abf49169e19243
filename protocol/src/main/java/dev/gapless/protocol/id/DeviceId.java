package dev.gapless.protocol.id;

/// Id of a device, one client of a user.
///
/// @param value 1 or more, time-sorted, made by [IdGenerator]; shown as `D` and 13 characters
public record DeviceId(long value) implements Comparable<DeviceId> {
    /// First letter of the text form.
    public static final char PREFIX = 'D';

    public DeviceId {
        IdText.checkRange("device", value);
    }

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if the text is not a DeviceId
    public static DeviceId parse(String text) {
        return new DeviceId(IdText.parse(PREFIX, text));
    }

    /// The text form, as people and the wire see it.
    public String text() {
        return IdText.format(PREFIX, value);
    }

    @Override
    public int compareTo(DeviceId that) {
        return Long.compare(value, that.value);
    }

    @Override
    public String toString() {
        return text();
    }
}
