package dev.gapless.client.transport;

import java.util.Random;

class TyrusTransportTest extends TransportContract {
    @Override
    WebSocketTransport transport(Random random) {
        return new TyrusTransport();
    }
}
