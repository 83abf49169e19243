/// Tails: for each channel with local readers one ring of the latest events as ready-made WebSocket frames, and cursors into it.
///
/// [ChannelTails] is the entry: lanes tell it what they committed, the delivery consumer what other gateways committed, the head
/// poller where channels stand. A [ChannelTail] takes all of that in any order and any number of times and releases each seq once
/// and in order; a hole is filled by one log read, whatever the number of readers. A reader is a [Subscription]: a cursor, no
/// queue. Its connection's writer pulls from the ring when it can write, so that a slow reader costs no memory: what it did not
/// take in time is told to it as one gap (docs/decisions/0050-tails-are-pulled.md).
@NullMarked
package dev.gapless.server.tail;

import org.jspecify.annotations.NullMarked;
