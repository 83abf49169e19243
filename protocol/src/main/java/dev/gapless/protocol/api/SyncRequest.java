package dev.gapless.protocol.api;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import java.util.Map;
import java.util.Optional;

/// Body of `POST /v1/sync`: which of my channels moved on?
///
/// @param positions where the device stands; with `since` they only save bytes, without it channels left out count as position 0
/// @param limit channels in the answer to bare positions, 1 to 1000, 200 if left out
/// @param cursor `next` of the last answer
/// @param since `since` of the last answer that was read to its end; empty for a cold start
/// @param window conversations in the answer, 1 to 200, 50 if left out
/// @param timelineLimit last events with each conversation, 0 to 100, 20 if left out; with `since` only those that may be new
/// @param open the channel on screen, which comes first
public record SyncRequest(
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<ChannelId, Position> positions,
        Optional<Integer> limit,
        Optional<String> cursor,
        Optional<String> since,
        Optional<Integer> window,
        Optional<Integer> timelineLimit,
        Optional<ChannelId> open) {
    public SyncRequest {
        positions = Map.copyOf(positions);
    }

    /// Asks by bare positions.
    public static SyncRequest ofPositions(
            Map<ChannelId, Position> positions, Optional<Integer> limit, Optional<String> cursor) {
        return new SyncRequest(
                positions, limit, cursor, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Asks for what changed, in windows.
    public static SyncRequest since(
            Optional<String> since, Optional<String> cursor, int window, int timelineLimit, Optional<ChannelId> open) {
        return new SyncRequest(
                Map.of(), Optional.empty(), cursor, since, Optional.of(window), Optional.of(timelineLimit), open);
    }
}
