package dev.gapless.client.session;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// What a read position belongs to.
///
/// @param channel which channel
/// @param threadRoot for the position in a thread: its root
record CursorPlace(ChannelId channel, Optional<Seq> threadRoot) {}
