package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import java.util.Map;
import java.util.Optional;

/// Body of `POST /v1/sync`: which of my channels moved on?
///
/// @param positions where the device stands; channels left out count as position 0
/// @param limit channels in the answer, 1 to 1000, 200 if left out
/// @param cursor `next` of the last answer
public record SyncRequest(Map<ChannelId, Position> positions, Optional<Integer> limit, Optional<String> cursor) {
    public SyncRequest {
        positions = Map.copyOf(positions);
    }
}
