package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;

/// Names a message, or any event of a log.
///
/// @param channel where
/// @param seq which
public record MessageKey(ChannelKey channel, long seq) {
    /// Adds the three columns of the key.
    static void bind(Prepared prepared, MessageKey key) {
        bindChannel(prepared, key.channel);
        prepared.add(key.seq);
    }

    static void bindChannel(Prepared prepared, ChannelKey channel) {
        prepared.add(channel.workspace().value()).add(channel.channel().value());
    }
}
