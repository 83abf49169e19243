package dev.gapless.server.cursor;

import dev.gapless.schema.cursor.CursorMove;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.posting.Sleeper;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// The lanes of all shards for marks and for moves. Any thread may call; [#close] once.
public final class CursorMoves implements Cursors, AutoCloseable {
    private final Shards shards;
    private final Map<Shard, CursorLane> lanes = new LinkedHashMap<>();
    private final Map<Shard, MarkLane> marks = new LinkedHashMap<>();

    /// @param listener hears of each cursor that moved
    public CursorMoves(
            Shards shards, CursorListener listener, Clock clock, Sleeper sleeper, MeterRegistry metrics) {
        this.shards = shards;
        DistributionSummary batches = DistributionSummary.builder("cursor.batch")
                .description("Cursor moves per transaction")
                .register(metrics);
        for (Shard shard : shards.all()) {
            CursorLane lane = new CursorLane(shard, listener, sleeper, batches);
            lanes.put(shard, lane);
            marks.put(shard, new MarkLane(shard, this::move, clock));
            Gauge.builder("cursor.queue", lane, CursorLane::waiting)
                    .description("Cursor moves that wait")
                    .tag("shard", shard.name().value())
                    .register(metrics);
        }
    }

    @Override
    public void submit(ReadMark mark, Consumer<CursorOutcome> outcome) {
        Objects.requireNonNull(marks.get(shards.forChannel(mark.channel())), "lane").submit(mark, outcome);
    }

    /// Queues a move that needs no check; never blocks.
    ///
    /// @param outcome called exactly once; must neither block nor throw
    public void move(CursorMove move, Consumer<CursorOutcome> outcome) {
        Shard shard = shards.forUser(move.key().channel().workspace(), move.key().user());
        Objects.requireNonNull(lanes.get(shard), "lane").submit(move, outcome);
    }

    @Override
    public void close() {
        marks.values().forEach(MarkLane::close);
        lanes.values().forEach(CursorLane::close);
    }
}
