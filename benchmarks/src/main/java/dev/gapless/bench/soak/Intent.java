package dev.gapless.bench.soak;

import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;

/// What somebody wants the log to say.
///
/// @param actor who
/// @param channel where
/// @param kind which event
/// @param target seq of the message it is about, of a thread's root for a reply; 0 for none
/// @param detail text of a post or an edit, emoji of a reaction, class of a switch
/// @param key idempotency key of a post
/// @param also true for a reply that is shown in the channel too
record Intent(UserId actor, ChannelId channel, EventKind kind, long target, String detail, String key, boolean also) {
    static Intent of(UserId actor, ChannelId channel, EventKind kind, long target, String detail) {
        return new Intent(actor, channel, kind, target, detail, "", false);
    }
}
