/// The parts of an installation as operators see them: shards and what is where, gateways and the broker, and how they are doing. The
/// only act is to have a gateway send its connections elsewhere.
@NullMarked
package dev.gapless.control.fleet;

import org.jspecify.annotations.NullMarked;
