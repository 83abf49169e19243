/// Which channels are hot: a small Streams app beside fan-out and inbox. [HeatTopology] counts, per channel and in windows, what is sent
/// (`gapless.events`) and what gateways write to their readers (`gapless.usage`); each task puts its busiest on the [HeatBoard], which
/// the internal port and the metrics show. It keeps nothing: after a start it has learnt again what is hot within one window.
@NullMarked
package dev.gapless.fanout.heat;

import org.jspecify.annotations.NullMarked;
