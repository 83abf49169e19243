package dev.gapless.server.posting;

import dev.gapless.schema.log.AppendResult;
import java.util.List;

/// Decides which gateway commits a send: stands between the gate and the lanes. Any thread may call.
public interface SendRouting extends AutoCloseable {
    /// All sends are committed by the gateway that they came to.
    SendRouting NONE = new SendRouting() {
        @Override
        public Posting over(Posting lanes) {
            return lanes;
        }

        @Override
        public void committed(List<AppendResult.Appended> appended) {}

        @Override
        public void close() {}
    };

    /// The door to take instead of the lanes. Called once, before any other method but [#committed].
    ///
    /// @param lanes of this process
    Posting over(Posting lanes);

    /// Hears of what the lanes of this process have committed. Called on their threads; must neither block nor throw.
    void committed(List<AppendResult.Appended> appended);

    /// Ends what it began; what it has taken goes to the lanes, which are closed after it.
    @Override
    void close();
}
