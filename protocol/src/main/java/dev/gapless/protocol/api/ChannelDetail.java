package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import java.util.Optional;

/// A channel as admins see it. Direct messages are not shown to them.
///
/// @param id its id
/// @param name without the `#`
/// @param topic what it is about
/// @param kind public or private
/// @param channelClass normal, large, hot or announcement
/// @param state active or archived
/// @param members how many
/// @param head last seq
/// @param posters who may post: everybody, admins or nobody
/// @param broadcasters who may name everybody at once: everybody, admins or nobody
/// @param memberLimit members at most; 0 for any number
/// @param slowMs milliseconds between two posts of one member; 0 for no wait
/// @param resourceVersion of all that can be set
/// @param createdMs when it was made
/// @param lastEventMs when something happened in it
public record ChannelDetail(
        ChannelId id,
        Optional<String> name,
        Optional<String> topic,
        String kind,
        String channelClass,
        String state,
        long members,
        long head,
        String posters,
        String broadcasters,
        int memberLimit,
        long slowMs,
        long resourceVersion,
        long createdMs,
        long lastEventMs) {}
