/// `gapless trace`: the way of one event as a picture ([dev.gapless.cli.trace.Waterfall]).
@NullMarked
package dev.gapless.cli.trace;

import org.jspecify.annotations.NullMarked;
