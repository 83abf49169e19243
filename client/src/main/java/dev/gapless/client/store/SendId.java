package dev.gapless.client.store;

import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;

/// What names a send of one device.
record SendId(ChannelId channel, IdempotencyKey key) {
    static SendId of(OutgoingMessage message) {
        return new SendId(message.channel(), message.key());
    }
}
