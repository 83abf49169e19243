package dev.gapless.protocol.api;

import dev.gapless.protocol.id.Seq;
import java.util.Optional;

/// Body of `PUT /v1/channels/{id}/cursor`.
///
/// @param seq last seq read; at most the head
/// @param generation of the cursor that the device knows; an older one moves nothing
/// @param markUnread true to move backwards on purpose; with a generation it may be repeated, since the second time nothing moves
/// @param threadRoot for the cursor of a thread: its root
public record PutCursor(Seq seq, Optional<Long> generation, Optional<Boolean> markUnread, Optional<Seq> threadRoot) {}
