package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.planted.PlantedBug;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.log.LogFlaw;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The append transaction with a [PlantedBug] in it. Called on the lanes' threads.
final class PlantedLog implements LogFlaw {
    private static final Logger log = LoggerFactory.getLogger(PlantedLog.class);
    /// One append of so many is treated wrongly.
    private static final int EVERY = 12;
    /// Below are the joins; a number left out there would keep the experiment from beginning.
    private static final int SPARED = 40;

    private final PlantedBug bug;
    private final CommitListener readers;
    private final AtomicLong appends = new AtomicLong();

    PlantedLog(PlantedBug bug, CommitListener readers) {
        this.bug = bug;
        this.readers = readers;
    }

    /// Whether it is a bug of the append transaction.
    static boolean concerns(PlantedBug bug) {
        return bug == PlantedBug.SKIP_SEQ || bug == PlantedBug.PUSH_BEFORE_COMMIT;
    }

    @Override
    public int leftOutBefore(long seq) {
        if (bug != PlantedBug.SKIP_SEQ || seq < SPARED || seq % EVERY != 0) {
            return 0;
        }
        log.warn("planted bug struck bug={} seq={}", bug.text(), seq);
        return 1;
    }

    @Override
    public void beforeCommit(Supplier<List<AppendResult>> results) {
        if (bug != PlantedBug.PUSH_BEFORE_COMMIT) {
            return;
        }
        List<EncodedEvent> messages = new ArrayList<>();
        for (AppendResult result : results.get()) {
            if (result instanceof AppendResult.Appended(EncodedEvent event, var channelClass)
                    && event.kind() == EventKind.MESSAGE_POSTED.number()) {
                messages.add(event);
            }
        }
        if (messages.size() == 1 && appends.incrementAndGet() % EVERY == 0) {
            log.warn("planted bug struck bug={} event={}", bug.text(), messages.getFirst());
            readers.committed(messages);
            throw new GaplessException(ErrorCode.LIMIT_REACHED, "send: too many (expected: fewer)");
        }
    }
}
