package dev.gapless.server.tail;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.planted.PlantedBug;
import java.util.Optional;

/// How events of a tail come into what is written to a reader: as they are, unless a bug is planted. Called by the readers' writers.
@FunctionalInterface
public interface Pushes {
    /// Each event once.
    Pushes FAITHFUL = (batch, channel, reader, frame) -> batch.add(frame);

    /// @param frame one or more events, to be written as they are
    void write(FrameBatch batch, ChannelKey channel, UserId reader, byte[] frame);

    /// With this bug, if it concerns pushes.
    static Pushes with(Optional<PlantedBug> bug) {
        return bug.<Pushes>map(PlantedPushes::new).orElse(FAITHFUL);
    }
}
