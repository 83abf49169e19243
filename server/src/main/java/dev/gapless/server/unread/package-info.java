/// What is unread, mentions, and the proof of the counts.
@NullMarked
package dev.gapless.server.unread;

import org.jspecify.annotations.NullMarked;
