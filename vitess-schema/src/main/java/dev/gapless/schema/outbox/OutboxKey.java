package dev.gapless.schema.outbox;

import dev.gapless.protocol.id.ChannelKey;

/// Names an outbox row.
///
/// @param channel first channel of the transaction, which places the row
/// @param id made by [dev.gapless.protocol.id.IdGenerator]
public record OutboxKey(ChannelKey channel, long id) {}
