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
        ChannelRow row = seen.row();
        ChannelHead head = row.head();
        return new ChannelView(
                row.key().channel(),
                head.kind().text(),
                head.channelClass().text(),
                row.name(),
                row.topic(),
                head.state().text(),
                seen.joined(),
                row.peers(),
                new Epoch(head.epoch()),
                new Position(head.lastSeq()),
                new Ordinal(head.lastOrdinal()));
    }
}
