package dev.gapless.client;

import java.security.SecureRandom;

/// The HTTP options of a real process: new connections, real randomness and real waiting. Make one and share it.
public final class SystemHttp {
    private SystemHttp() {}

    public static HttpOptions options() {
        return HttpOptions.standard(new SecureRandom());
    }
}
