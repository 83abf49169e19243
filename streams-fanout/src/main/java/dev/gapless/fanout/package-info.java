/// Fan-out: from the log to the gateways that want it, at a cost that follows gateways, never members.
///
/// [FanoutTopology] reads top to bottom: events and interest come in keyed by channel, beats of gateways fill a global store,
/// and one record per interested gateway goes out to that gateway's own partition of `gapless.deliveries`. [FanoutApp] runs it,
/// [FanoutMain] is its process, [TopicSetup] makes the topics. The rules of one task live in `FanoutProcessor`; which gateway is
/// alive in `GatewayWatch`; what one channel has in `ChannelInterest`.
///
/// Nothing here is needed for a message to be safe: whatever this app loses, repeats or delays, the reader gets from the log.
/// docs/internals/fan-out.md tells levels, barrier, beats and tail loss, and what a gateway has to do in return.
@NullMarked
package dev.gapless.fanout;

import org.jspecify.annotations.NullMarked;
