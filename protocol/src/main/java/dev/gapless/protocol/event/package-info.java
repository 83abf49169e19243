/// What a channel's log consists of, and the Kafka topics and record forms it travels in.
///
/// [Event] is one entry; its [EventBody] is a closed choice. [EncodedEvent] is the entry with its one and only JSON text,
/// made at commit: the same bytes are the Kafka value, the tail entry and the WebSocket payload. Facts needed to route
/// (seq, ordinal, kind, class, origin) travel beside it in [EventHeader], so that no stage parses a body.
@NullMarked
package dev.gapless.protocol.event;

import org.jspecify.annotations.NullMarked;
