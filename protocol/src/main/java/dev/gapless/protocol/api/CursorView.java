package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// How far a user has read, on all devices.
///
/// @param channel where
/// @param threadRoot for the cursor of a thread: its root
/// @param seq last seq read
/// @param ordinal countable events, or replies of the thread, up to there
/// @param generation rises with each explicit mark-unread
/// @param revision of the user's own stream: of two views of one cursor the one with the higher revision is newer
public record CursorView(
        ChannelId channel,
        Optional<Seq> threadRoot,
        Seq seq,
        Ordinal ordinal,
        long generation,
        long revision) {}
