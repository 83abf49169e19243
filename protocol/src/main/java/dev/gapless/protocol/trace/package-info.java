/// What a process remembers of the way of recent events, for `gapless trace`: [dev.gapless.protocol.trace.StageRing] takes the times where
/// they happen, [dev.gapless.protocol.trace.TraceQuestion] asks for those of one event. The answers are
/// [dev.gapless.protocol.api.TraceMarks]; the control plane puts those of all processes together.
@NullMarked
package dev.gapless.protocol.trace;

import org.jspecify.annotations.NullMarked;
