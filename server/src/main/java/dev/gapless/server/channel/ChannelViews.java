package dev.gapless.server.channel;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.server.access.SeenChannel;

/// Channels as the wire shows them.
public final class ChannelViews {
    private ChannelViews() {}

    public static ChannelView of(SeenChannel seen) {
        return view(seen.row(), seen.row().head(), seen.joined());
    }

    /// A channel that the caller is in, as it stood at a head.
    public static ChannelView joined(ChannelRow row, ChannelHead head) {
        return view(row, head, true);
    }

    private static ChannelView view(ChannelRow row, ChannelHead head, boolean joined) {
        return new ChannelView(
                row.key().channel(),
                head.kind().text(),
                head.channelClass().text(),
                row.name(),
                row.topic(),
                head.state().text(),
                joined,
                row.peers(),
                new Epoch(head.epoch()),
                new Position(head.lastSeq()),
                new Ordinal(head.lastOrdinal()));
    }
}
