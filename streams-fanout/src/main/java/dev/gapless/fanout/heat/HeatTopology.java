package dev.gapless.fanout.heat;

import dev.gapless.protocol.event.Topics;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/// Heat, top to bottom:
///
/// ```
/// gapless.events (channel) ─┐
/// gapless.usage  (channel) ─┴─► heat ──► board of this instance (in memory)
/// ```
///
/// Both are co-partitioned, so that one task sees sends and deliveries of a channel. There is no store: what is hot now is learnt
/// within a window, and what was hot before a restart is nobody's concern.
final class HeatTopology {
    private HeatTopology() {}

    static Topology build(HeatConfig config, HeatBoard board, HeatCounts counts) {
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.latest(), "events-in", HeatInput.CHANNEL, HeatInput.INPUT, Topics.EVENTS);
        topology.addSource(AutoOffsetReset.latest(), "usage-in", HeatInput.CHANNEL, HeatInput.INPUT, Topics.USAGE);
        topology.addProcessor("heat", () -> new HeatProcessor(config, board, counts), "events-in", "usage-in");
        return topology;
    }
}
