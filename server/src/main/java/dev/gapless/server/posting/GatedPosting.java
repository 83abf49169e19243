package dev.gapless.server.posting;

import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.server.auth.Identity;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// The lanes behind a gate: every write of the log comes through here. Any thread may call.
final class GatedPosting implements Posting, Appending {
    private final WriteGate gate;
    private final Lanes lanes;

    GatedPosting(WriteGate gate, Lanes lanes) {
        this.gate = gate;
        this.lanes = lanes;
    }

    @Override
    public void submit(Identity caller, NewMessage message, SendOrder order, Consumer<PostOutcome> outcome) {
        // What follows a send that was not taken is not taken either: it must not use up what the one before may need.
        if (!order.broken()) {
            gate.admitSend(caller);
        }
        lanes.submit(caller, message, order, outcome);
    }

    @Override
    public List<AppendResult> append(Consumer<Handle> before, List<Append> appends) {
        gate.admitWrite(appends.getFirst().channel().workspace());
        return lanes.append(before, appends);
    }
}
