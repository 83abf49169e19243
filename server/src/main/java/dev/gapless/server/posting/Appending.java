package dev.gapless.server.posting;

import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// The door to the lanes for features: appends events of any kind and waits for the outcome. Any thread may call; blocks.
public interface Appending {
    /// Appends events of one channel, together or not at all.
    ///
    /// @param before what else the same transaction writes, first; see [dev.gapless.schema.log.ChannelLog#append]. A
    ///     [dev.gapless.protocol.error.GaplessException] that it throws undoes it and is what the caller gets
    /// @param appends each with a key, so that an attempt which ended in doubt is told apart from another's doing
    /// @return one result per append
    /// @throws dev.gapless.protocol.error.GaplessException if it was refused, or is in doubt
    List<AppendResult> append(Consumer<Handle> before, List<Append> appends);

    /// Appends one event.
    default AppendResult append(Append append) {
        return append(handle -> {}, List.of(append)).getFirst();
    }
}
