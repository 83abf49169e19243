/// Sends of hot channels go to one gateway, their owner, whose lanes commit them in larger batches: [dev.gapless.server.owner.OwnerRouting]
/// stands between the gate and the lanes.
///
/// ```
/// gate ─► OwnerPosting ──────────────── not hot ────────────────► lanes
///              └─ hot ─► OwnerLane ─┬─ ours, nobody's, failed ──► lanes
///                 (one batch on     └─ HttpForwarder ─► OwnerEndpoint of the owner ─► its lanes
///                  its way)
/// ```
///
/// It is an optimisation: the row lock decides, keys make what is tried twice one message, and any gateway may commit at any time.
@NullMarked
package dev.gapless.server.owner;

import org.jspecify.annotations.NullMarked;
