/// What was committed and perhaps not yet published: one row per append transaction.
@NullMarked
package dev.gapless.schema.outbox;

import org.jspecify.annotations.NullMarked;
