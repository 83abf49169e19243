/// How far people have read: takes marks from devices and from posting, groups them, moves the cursors, tells who listens.
///
/// Entry: [dev.gapless.server.cursor.CursorFeature]. A mark goes through two stages, each of which works off whatever waits in one
/// go: [dev.gapless.server.cursor.MarkLane] checks it on the channel's shard, [dev.gapless.server.cursor.CursorLane] moves the cursor
/// on the user's shard.
@NullMarked
package dev.gapless.server.cursor;

import org.jspecify.annotations.NullMarked;
