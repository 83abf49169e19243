package dev.gapless.fanout.heat;

import dev.gapless.protocol.api.HeatView;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the tasks of this instance found hot, for those who ask. Tasks write, each its own partition; any thread may read.
public final class HeatBoard {
    private final Map<Integer, HeatView> partitions = new ConcurrentHashMap<>();

    HeatBoard() {}

    void put(int partition, HeatView view) {
        partitions.put(partition, view);
    }

    void remove(int partition) {
        partitions.remove(partition);
    }

    /// Channels that are told of.
    int channels() {
        return partitions.values().stream().mapToInt(view -> view.channels().size()).sum();
    }

    /// The busiest of all partitions of this instance.
    public HeatView view() {
        return HeatView.merged(List.copyOf(partitions.values()));
    }
}
