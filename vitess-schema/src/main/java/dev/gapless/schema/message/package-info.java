/// What edits, deletes, reactions, pins, threads and mentions leave behind for each message, beside the row of the event.
///
/// All of it is written by [dev.gapless.schema.log.ChannelLog] in the transaction that appends the event, under the lock on the
/// channel's head; others read.
@NullMarked
package dev.gapless.schema.message;

import org.jspecify.annotations.NullMarked;
