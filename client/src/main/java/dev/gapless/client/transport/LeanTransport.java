package dev.gapless.client.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/// WebSockets (RFC 6455) on plain sockets, for thousands of simulated devices in one process: an idle connection is a socket, a
/// parked virtual thread and half a kilobyte of buffer. No proxies, no extensions, no binary messages; TLS by the JDK's
/// defaults, or with a trust of its own.
public final class LeanTransport implements WebSocketTransport {
    private final RandomGenerator random;
    private final SSLSocketFactory tls;
    private final Set<LeanConnection> open = ConcurrentHashMap.newKeySet();

    /// @param random makes handshake keys and masks; must serve several threads
    public LeanTransport(RandomGenerator random) {
        this(random, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /// @param trust whom it believes, for `wss` addresses
    public LeanTransport(RandomGenerator random, SSLContext trust) {
        this(random, trust.getSocketFactory());
    }

    private LeanTransport(RandomGenerator random, SSLSocketFactory tls) {
        this.random = random;
        this.tls = tls;
    }

    @Override
    public WebSocketConnection open(URI address, Duration within, WebSocketListener listener) throws IOException {
        Socket socket = connect(address, within);
        try {
            socket.setSoTimeout((int) within.toMillis());
            FrameReader reader = new FrameReader(socket.getInputStream());
            new Handshake(address, random).perform(socket.getOutputStream(), reader);
            socket.setSoTimeout(0);
            LeanConnection connection = new LeanConnection(socket, reader, listener, random, open::remove);
            open.add(connection);
            connection.start();
            return connection;
        } catch (EOFException e) {
            socket.close();
            throw new IOException(address + ": closed during the upgrade", e);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        open.forEach(LeanConnection::abort);
    }

    private Socket connect(URI address, Duration within) throws IOException {
        boolean secure = "wss".equals(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.getHost(), port), (int) within.toMillis());
            if (!secure) {
                return socket;
            }
            javax.net.ssl.SSLSocket secured =
                    (javax.net.ssl.SSLSocket) tls.createSocket(socket, address.getHost(), port, true);
            javax.net.ssl.SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            return secured;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
