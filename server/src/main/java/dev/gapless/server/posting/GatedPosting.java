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
    private final Posting sends;
    private final Appending writes;

    GatedPosting(WriteGate gate, Posting sends, Appending writes) {
        this.gate = gate;
        this.sends = sends;
        this.writes = writes;
    }

    @Override
    public void submit(Identity caller, NewMessage message, SendOrder order, Consumer<PostOutcome> outcome) {
        // What follows a send that was not taken is not taken either: it must not use up what the one before may need.
        if (!order.broken()) {
            gate.admitSend(caller);
        }
        sends.submit(caller, message, order, outcome);
    }

    @Override
    public List<AppendResult> append(Consumer<Handle> before, List<Append> appends) {
        gate.admitWrite(appends.getFirst().channel().workspace());
        return writes.append(before, appends);
    }
}
