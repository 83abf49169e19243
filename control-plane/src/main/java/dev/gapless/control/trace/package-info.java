/// The way of one event through all processes: [dev.gapless.control.trace.TraceRoutes] asks the gateways and the fan-outs what each remembers,
/// and [dev.gapless.control.trace.TraceStory] puts it together. Nothing is kept here.
@NullMarked
package dev.gapless.control.trace;

import org.jspecify.annotations.NullMarked;
