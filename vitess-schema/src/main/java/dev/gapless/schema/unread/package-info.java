/// What is unread, derived: heads less cursors less what was deleted. Nothing is counted up by whoever delivers, so nothing drifts;
/// and a recount over the log proves it.
///
/// Entry: [dev.gapless.schema.unread.UnreadReads]; the proof is [dev.gapless.schema.log.Recount].
@NullMarked
package dev.gapless.schema.unread;

import org.jspecify.annotations.NullMarked;
