/// What this gateway remembers of recent events, for `gapless trace`: lanes and publisher tell [dev.gapless.server.trace.SendTraces], the
/// tails keep the rest with the events they hold, and [dev.gapless.server.trace.TraceEndpoint] answers the control plane.
@NullMarked
package dev.gapless.server.trace;

import org.jspecify.annotations.NullMarked;
