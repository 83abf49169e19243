/// The WebSocket gateway: `/v1/connect`, subprotocol `gapless.v1`.
///
/// [LivePath] is the entry: it ties connections, tails ([dev.gapless.server.tail]) and interest ([dev.gapless.server.interest])
/// together. One `Connection` per socket reads on the socket's own virtual thread; its `Session` answers frames in one switch; its
/// `Outbound` has a writer thread only while there is something to write, and writes many frames at once. The WebSocket protocol
/// itself is spoken here, on Helidon's connection interface, not by Helidon's WebSocket module; why stands in
/// docs/decisions/0052-own-websocket-framing.md.
@NullMarked
package dev.gapless.server.gateway;

import org.jspecify.annotations.NullMarked;
