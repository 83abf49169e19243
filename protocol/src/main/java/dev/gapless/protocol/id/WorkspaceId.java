package dev.gapless.protocol.id;

/// Id of a workspace, the tenant.
///
/// @param value 1 or more, time-sorted, made by [IdGenerator]; shown as `W` and 13 characters
public record WorkspaceId(long value) implements Comparable<WorkspaceId> {
    /// First letter of the text form.
    public static final char PREFIX = 'W';

    public WorkspaceId {
        IdText.checkRange("workspace", value);
    }

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if the text is not a WorkspaceId
    public static WorkspaceId parse(String text) {
        return new WorkspaceId(IdText.parse(PREFIX, text));
    }

    /// The text form, as people and the wire see it.
    public String text() {
        return IdText.format(PREFIX, value);
    }

    @Override
    public int compareTo(WorkspaceId that) {
        return Long.compare(value, that.value);
    }

    @Override
    public String toString() {
        return text();
    }
}
