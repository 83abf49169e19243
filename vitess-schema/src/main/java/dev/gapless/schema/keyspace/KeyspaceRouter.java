package dev.gapless.schema.keyspace;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// Makes the keyspace ids that vtgate would make, without vtgate.
///
/// A column's hash is XXH64 with seed 0 over its decimal text, written little endian. Rows by workspace take all eight
/// bytes (vindex `xxhash`); rows by (workspace, channel) and (workspace, user) take the first four bytes of each column's
/// hash (vindex `multicol`, `column_bytes "4,4"`). So all rows of a workspace share four bytes. Source: vitess
/// `go/vt/vtgate/vindexes/{xxhash,multicol}.go`. Pure; any thread.
public final class KeyspaceRouter {
    private static final long SEED = 0;
    /// The variant without `Unsafe`: it is fast enough for twenty bytes.
    private static final XXHash64 HASH = XXHashFactory.safeInstance().hash64();

    private KeyspaceRouter() {}

    /// Where the rows of a workspace itself are.
    public static KeyspaceId ofWorkspace(WorkspaceId workspace) {
        return new KeyspaceId(hash(workspace.value()));
    }

    /// Where a channel's log, head, members and outbox rows are.
    public static KeyspaceId ofChannel(ChannelKey channel) {
        return multicol(channel.workspace().value(), channel.channel().value());
    }

    /// Where a user's own rows are.
    public static KeyspaceId ofUser(WorkspaceId workspace, UserId user) {
        return multicol(workspace.value(), user.value());
    }

    /// All places where a workspace may have rows.
    public static KeyRange rangeOf(WorkspaceId workspace) {
        return KeyRange.ofPrefix(ofWorkspace(workspace).prefix());
    }

    static KeyspaceId multicol(long first, long second) {
        return new KeyspaceId((hash(first) & 0xffff_ffff_0000_0000L) | (hash(second) >>> 32));
    }

    static long hash(long value) {
        return hash(Long.toString(value).getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The bytes of the little-endian form, read big endian.
    static long hash(byte[] bytes) {
        return Long.reverseBytes(HASH.hash(bytes, 0, bytes.length, SEED));
    }
}
