/// How far users have read: one row per user and channel or thread, moved forward, or back on purpose, under a lock per user.
///
/// Entry: [dev.gapless.schema.cursor.CursorLog].
@NullMarked
package dev.gapless.schema.cursor;

import org.jspecify.annotations.NullMarked;
