package dev.gapless.scenarios.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A TCP proxy on a loopback port of its own, in front of one address. Virtual threads, two and two queues per connection.
///
/// Any thread may call.
public final class TcpProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TcpProxy.class);
    private static final int BACKLOG = 1024;
    private static final int CONNECT_TIMEOUT_MS = 3_000;

    private final InetSocketAddress target;
    private final RandomGenerator random;
    private final Runnable cut;
    private final ServerSocket server;
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger commits = new AtomicInteger();
    private volatile Weather weather = Weather.FAIR;
    private volatile boolean closed;

    /// Starts a proxy.
    ///
    /// @param random for jitter; must serve several threads
    /// @param cut called for each connection that the proxy itself cut
    public TcpProxy(InetSocketAddress target, RandomGenerator random, Runnable cut) {
        this.target = target;
        this.random = random;
        this.cut = cut;
        try {
            this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("proxy-accept").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public Weather weather() {
        return weather;
    }

    public void weather(Weather now) {
        weather = now;
    }

    /// Ends open connections with RST.
    ///
    /// @param fraction of 1, drawn per connection
    public void reset(double fraction) {
        for (ProxiedConnection connection : List.copyOf(open)) {
            if (fraction >= 1 || random.nextDouble() < fraction) {
                connection.reset();
                cut.run();
            }
        }
    }

    public int connections() {
        return open.size();
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            log.debug("proxy did not close port={}", port(), e);
        }
        open.forEach(ProxiedConnection::reset);
    }

    long jitterNanos(long most) {
        return most <= 0 ? 0 : random.nextLong(most);
    }

    /// Whether this commit is one to be cut.
    boolean cutThisCommit() {
        int every = weather.cutCommits();
        return every > 0 && commits.incrementAndGet() % every == 0;
    }

    void wasCut() {
        cut.run();
    }

    void gone(ProxiedConnection connection) {
        open.remove(connection);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("proxy-open").start(() -> serve(client));
            } catch (IOException e) {
                if (!closed) {
                    log.warn("proxy cannot accept port={}", port(), e);
                }
                return;
            }
        }
    }

    private void serve(Socket client) {
        Socket upstream = new Socket();
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            upstream.connect(target, CONNECT_TIMEOUT_MS);
        } catch (IOException e) {
            // As if nobody listened: the client sees its connection refused, late.
            ProxiedConnection.resetQuietly(client);
            ProxiedConnection.resetQuietly(upstream);
            return;
        }
        ProxiedConnection connection = new ProxiedConnection(this, client, upstream);
        open.add(connection);
        connection.start();
        if (closed) {
            connection.reset();
        }
    }
}
