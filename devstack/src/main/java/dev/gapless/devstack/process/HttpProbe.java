package dev.gapless.devstack.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.Proxy;

/// Asks a health address once.
public final class HttpProbe {
    private static final int TIMEOUT_MS = 2_000;

    private HttpProbe() {}

    /// Makes one request.
    ///
    /// @return whether the answer was 200, within two seconds
    public static boolean answersOk(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
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
