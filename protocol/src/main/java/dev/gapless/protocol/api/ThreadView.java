package dev.gapless.protocol.api;

import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;

/// A thread.
///
/// @param root the message that is answered
/// @param replies replies that are not deleted
/// @param lastSeq seq of the last reply, 0 if there is none
/// @param unread replies behind the caller's position in the thread that are not deleted
public record ThreadView(Seq root, long replies, Position lastSeq, long unread) {}
