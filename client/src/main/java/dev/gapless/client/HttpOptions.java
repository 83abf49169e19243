package dev.gapless.client;

import dev.gapless.client.session.Backoff;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/// How requests are made. One [HttpClient] serves any number of devices; sharing it is what keeps a device small.
///
/// @param http the connections; HTTP/1.1
/// @param timeout bound of one try
/// @param tries tries at most, 1 or more; only requests that are safe to repeat are tried more than once
/// @param backoff waits between tries
/// @param random source of jitter
/// @param sleeper waits
public record HttpOptions(
        HttpClient http, Duration timeout, int tries, Backoff backoff, RandomGenerator random, Sleeper sleeper) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int TRIES = 5;

    public HttpOptions {
        if (tries < 1) {
            throw new IllegalArgumentException("tries: " + tries + " (expected: >= 1)");
        }
    }

    /// What suits people and scenarios alike, over new connections.
    ///
    /// @param random source of jitter and of idempotency keys; must serve several threads
    public static HttpOptions standard(RandomGenerator random) {
        return new HttpOptions(newHttp(), TIMEOUT, TRIES, Backoff.REQUEST, random, Sleeper.SYSTEM);
    }

    /// The same, for servers with a certificate: believes those whom a context believes.
    public static HttpOptions trusting(SSLContext trust, RandomGenerator random) {
        HttpClient http = builder().sslContext(trust).build();
        return new HttpOptions(http, TIMEOUT, TRIES, Backoff.REQUEST, random, Sleeper.SYSTEM);
    }

    /// These options with another number of tries.
    public HttpOptions withTries(int newTries) {
        return new HttpOptions(http, timeout, newTries, backoff, random, sleeper);
    }

    /// These options with another bound of one try.
    public HttpOptions withTimeout(Duration newTimeout) {
        return new HttpOptions(http, newTimeout, tries, backoff, random, sleeper);
    }

    /// Connections whose callbacks run on virtual threads.
    public static HttpClient newHttp() {
        return builder().build();
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("http-", 0).factory()))
                .followRedirects(HttpClient.Redirect.NEVER);
    }
}
