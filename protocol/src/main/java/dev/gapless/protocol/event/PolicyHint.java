package dev.gapless.protocol.event;

import dev.gapless.protocol.id.WorkspaceId;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A record of `gapless.policy`: something about a workspace changed, so read its row again. The key is all of it.
///
/// @param workspace which
public record PolicyHint(WorkspaceId workspace) {
    /// As a record's key: the id in 8 bytes.
    public byte[] key() {
        return ByteBuffer.allocate(Long.BYTES).putLong(workspace.value()).array();
    }

    /// Reads a key; empty if it is of another form.
    public static Optional<PolicyHint> read(byte @Nullable [] key) {
        if (key == null || key.length != Long.BYTES || ByteBuffer.wrap(key).getLong() < 1) {
            return Optional.empty();
        }
        return Optional.of(new PolicyHint(new WorkspaceId(ByteBuffer.wrap(key).getLong())));
    }
}
