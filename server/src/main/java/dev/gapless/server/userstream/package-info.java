/// What concerns all devices of one person and no channel, live: cursors that moved.
///
/// [dev.gapless.server.userstream.UserTails] hears of moves from this process and from the fan-out, passes each on to the person's
/// connections here, and reads from the shard what was lost in between, by revision. A frame may come twice or late; the higher
/// revision is newer.
@NullMarked
package dev.gapless.server.userstream;

import org.jspecify.annotations.NullMarked;
