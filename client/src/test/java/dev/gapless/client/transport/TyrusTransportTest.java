package dev.gapless.client.transport;

import java.util.Random;
import javax.net.ssl.SSLContext;

class TyrusTransportTest extends TransportContract {
    @Override
    WebSocketTransport transport(Random random) {
        return new TyrusTransport();
    }

    @Override
    WebSocketTransport transport(Random random, SSLContext trust) {
        return new TyrusTransport(trust);
    }
}
