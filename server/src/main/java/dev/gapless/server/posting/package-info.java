/// Sends: queues per slice of a shard's key range, group commit, then everything else.
@NullMarked
package dev.gapless.server.posting;

import org.jspecify.annotations.NullMarked;
