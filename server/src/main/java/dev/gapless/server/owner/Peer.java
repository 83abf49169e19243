package dev.gapless.server.owner;

import dev.gapless.protocol.id.GatewayId;
import java.net.URI;

/// A gateway that may own channels.
///
/// @param gateway which run of which slot
/// @param address base URL
record Peer(GatewayId gateway, URI address) {}
