/// Channels with their heads, and who is in them: rows by (workspace, channel).
@NullMarked
package dev.gapless.schema.channel;

import org.jspecify.annotations.NullMarked;
