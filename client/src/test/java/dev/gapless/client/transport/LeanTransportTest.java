package dev.gapless.client.transport;

import java.util.Random;
import javax.net.ssl.SSLContext;

class LeanTransportTest extends TransportContract {
    @Override
    WebSocketTransport transport(Random random) {
        return new LeanTransport(random);
    }

    @Override
    WebSocketTransport transport(Random random, SSLContext trust) {
        return new LeanTransport(random, trust);
    }
}
