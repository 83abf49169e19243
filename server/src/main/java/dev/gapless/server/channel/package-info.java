/// Conversations: listing, creating, joining, leaving, direct messages.
///
/// Names and direct messages are unique in the workspace by rows on the workspace's shard; the channel itself is on its own.
/// Creating takes three steps (reserve the name; write channel and first events in one transaction; confirm the name), and a
/// creation that died between them is finished or taken over by whoever comes next.
@NullMarked
package dev.gapless.server.channel;

import org.jspecify.annotations.NullMarked;
