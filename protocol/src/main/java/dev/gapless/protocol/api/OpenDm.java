package dev.gapless.protocol.api;

import dev.gapless.protocol.id.UserId;
import java.util.List;

/// Body of `POST /v1/dms`: the same set of people always gets the same channel.
///
/// @param users the others, 1 to 8
public record OpenDm(List<UserId> users) {
    public OpenDm {
        users = List.copyOf(users);
    }
}
