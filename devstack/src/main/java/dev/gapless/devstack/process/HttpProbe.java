package dev.gapless.devstack.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.Proxy;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/// Asks health addresses. Any thread.
public final class HttpProbe {
    private static final int TIMEOUT_MS = 2_000;

    private final Optional<SSLContext> trust;

    /// For plain addresses, and for certificates that the JDK believes.
    public HttpProbe() {
        this.trust = Optional.empty();
    }

    /// @param trust whose certificates are believed
    public HttpProbe(SSLContext trust) {
        this.trust = Optional.of(trust);
    }

    /// Makes one request.
    ///
    /// @return whether the answer was 200, within two seconds
    public boolean answersOk(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            if (connection instanceof HttpsURLConnection secured) {
                trust.ifPresent(context -> secured.setSSLSocketFactory(context.getSocketFactory()));
            }
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false; // not there yet
        }
    }
}
