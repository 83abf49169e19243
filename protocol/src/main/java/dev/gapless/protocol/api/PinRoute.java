package dev.gapless.protocol.api;

/// Body of `PUT /admin/v1/workspaces/{workspace}/channels/{channel}/route`.
///
/// @param channelClass normal, large or hot
/// @param forMs when the pin ends by itself
public record PinRoute(String channelClass, long forMs) {}
