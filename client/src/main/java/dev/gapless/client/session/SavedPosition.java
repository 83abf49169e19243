package dev.gapless.client.session;

import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Position;

/// How far a device has come in a channel, and in which numbering. Of another epoch, a position means nothing.
///
/// @param epoch identity of the numbering
/// @param position seq of the last event that the application has taken, 0 for none
public record SavedPosition(Epoch epoch, Position position) {}
