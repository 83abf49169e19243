/// The parts of an installation as operators see them: shards and what is where, gateways. Reads only.
@NullMarked
package dev.gapless.control.fleet;

import org.jspecify.annotations.NullMarked;
