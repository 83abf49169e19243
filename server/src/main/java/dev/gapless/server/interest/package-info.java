/// What this gateway tells the fan-out, and hears from it.
///
/// A [SlotLease] gives the process its slot and epoch. [FanoutLink] is the entry: it beats on `gapless.gateways`, announces interest
/// on `gapless.interest` (with the subscribe barrier), reads its own partition of `gapless.deliveries` into the tails, and polls
/// the heads of channels whose path through Kafka is silent. Kafka may be down, at start too: then live degrades to polling.
@NullMarked
package dev.gapless.server.interest;

import org.jspecify.annotations.NullMarked;
