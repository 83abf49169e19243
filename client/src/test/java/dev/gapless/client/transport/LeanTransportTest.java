package dev.gapless.client.transport;

import java.util.Random;

class LeanTransportTest extends TransportContract {
    @Override
    WebSocketTransport transport(Random random) {
        return new LeanTransport(random);
    }
}
