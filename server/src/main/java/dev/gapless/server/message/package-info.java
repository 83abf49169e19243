/// What is done to messages after they are posted: edits, deletes, reactions, pins; and threads, which are read here. Posting itself is
/// [dev.gapless.server.posting].
@NullMarked
package dev.gapless.server.message;

import org.jspecify.annotations.NullMarked;
