package dev.gapless.protocol.export;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.util.Optional;

/// A line of an `events` file: an event of a log, as it is stored, so in its current state.
///
/// @param channel whose log
/// @param seq its place
/// @param ordinal countable events up to and including it
/// @param kind as the protocol names it; for people
/// @param kindNumber the same as number
/// @param state 0 as it was written, 1 edited, 2 deleted
/// @param actor who did it
/// @param subject who joined or left
/// @param atMs when it was committed
/// @param key under which it was sent; that of a change begins with U+0001
/// @param bodyHash of what was first sent under the key, in hex
/// @param threadRoot the message that it answers
/// @param target the message that it is about
/// @param changed seq of the last edit or delete of this message
/// @param text of a message
/// @param attributes what has no field, a JSON object as text: who is named, emoji, role
public record ExportedEvent(
        ChannelId channel,
        long seq,
        long ordinal,
        String kind,
        int kindNumber,
        int state,
        UserId actor,
        Optional<UserId> subject,
        long atMs,
        Optional<String> key,
        Optional<String> bodyHash,
        Optional<Long> threadRoot,
        Optional<Long> target,
        Optional<Long> changed,
        Optional<String> text,
        Optional<String> attributes) {}
