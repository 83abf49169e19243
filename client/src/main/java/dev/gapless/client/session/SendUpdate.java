package dev.gapless.client.session;

/// News of a send.
///
/// @param message which
/// @param state how it stands now
public record SendUpdate(OutgoingMessage message, SendState state) {}
