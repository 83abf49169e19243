package dev.gapless.server.cursor;

import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.schema.cursor.CursorRow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door for devices that have read something, with [PlantedBug#CURSOR_BACK] in it. Any thread may call.
public final class PlantedCursors implements Cursors {
    private static final Logger log = LoggerFactory.getLogger(PlantedCursors.class);
    /// One answer of so many is wrong.
    private static final int EVERY = 4;

    private final Cursors cursors;
    private final AtomicLong marks = new AtomicLong();

    public PlantedCursors(Cursors cursors) {
        this.cursors = cursors;
    }

    @Override
    public void submit(ReadMark mark, Consumer<CursorOutcome> outcome) {
        cursors.submit(mark, told -> outcome.accept(
                told instanceof CursorOutcome.Stands(CursorRow row) && marks.incrementAndGet() % EVERY == 0
                        ? new CursorOutcome.Stands(back(row))
                        : told));
    }

    private static CursorRow back(CursorRow row) {
        log.warn("planted bug struck bug={} cursor={}", PlantedBug.CURSOR_BACK.text(), row.key());
        return new CursorRow(
                row.key(), 1, Math.min(1, row.ordinal()), row.generation(), row.floor(), row.revision(),
                row.updatedMs());
    }
}
