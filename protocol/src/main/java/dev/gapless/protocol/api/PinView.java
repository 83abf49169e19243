package dev.gapless.protocol.api;

import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;

/// A pinned message.
///
/// @param seq which message
/// @param actor who pinned it
/// @param pinnedSeq seq of the pinning
public record PinView(Seq seq, UserId actor, Seq pinnedSeq) {}
