/// WebSockets: [dev.gapless.client.transport.WebSocketTransport] opens them, [dev.gapless.client.transport.WebSocketConnection]
/// is one. [dev.gapless.client.transport.TyrusTransport] for people, [dev.gapless.client.transport.LeanTransport] for thousands
/// of simulated devices; one contract test runs against both. Decision record 0060 says why there are two.
@NullMarked
package dev.gapless.client.transport;

import org.jspecify.annotations.NullMarked;
