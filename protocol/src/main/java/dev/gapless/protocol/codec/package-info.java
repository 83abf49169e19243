/// JSON forms of events, frames and API bodies, and the limits that all doors share. No I/O.
@NullMarked
package dev.gapless.protocol.codec;

import org.jspecify.annotations.NullMarked;
