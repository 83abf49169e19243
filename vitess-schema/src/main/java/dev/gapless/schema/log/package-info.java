/// The log of channels: the append transaction and the table of events.
///
/// Entry: [dev.gapless.schema.log.ChannelLog]; reading is [dev.gapless.schema.log.EventTable].
@NullMarked
package dev.gapless.schema.log;

import org.jspecify.annotations.NullMarked;
