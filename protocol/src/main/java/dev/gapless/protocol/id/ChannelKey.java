package dev.gapless.protocol.id;

import java.nio.ByteBuffer;

/// A channel with its tenant: what every cache, record key and row of a channel is keyed by.
///
/// As a Kafka record key it is 16 bytes: workspace id, then channel id, big endian.
///
/// @param workspace the tenant
/// @param channel the channel
public record ChannelKey(WorkspaceId workspace, ChannelId channel) implements Comparable<ChannelKey> {
    /// Length of [#toBytes].
    public static final int BYTES = 16;

    public static ChannelKey of(long workspace, long channel) {
        return new ChannelKey(new WorkspaceId(workspace), new ChannelId(channel));
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(workspace.value()).putLong(channel.value()).array();
    }

    /// @throws IllegalArgumentException if the bytes are not 16 or an id is not positive
    public static ChannelKey fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("channel key: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return of(buffer.getLong(), buffer.getLong());
    }

    @Override
    public int compareTo(ChannelKey that) {
        int byWorkspace = workspace.compareTo(that.workspace);
        return byWorkspace != 0 ? byWorkspace : channel.compareTo(that.channel);
    }

    @Override
    public String toString() {
        return workspace + "/" + channel;
    }
}
