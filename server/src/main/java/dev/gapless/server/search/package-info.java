/// Finds messages by a text in them, in the channels of the caller.
@NullMarked
package dev.gapless.server.search;

import org.jspecify.annotations.NullMarked;
