package dev.gapless.scenarios.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A proxy in front of a server that sends back what it gets.
class TcpProxyTest {
    private static final int DEADLINE_MS = 30_000;
    private static final int SILENCE_MS = 300;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private ServerSocket server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = new TcpProxy(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), new Random(1),
                cuts::incrementAndGet);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesBytesOnBothWays() throws IOException {
        try (Socket client = connect()) {
            assertEquals("hello", echoed(client, "hello"));
        }
    }

    @Test
    void delaysThem() throws IOException {
        proxy.weather(Weather.FAIR.withLatency(Duration.ofMillis(100), Duration.ZERO));
        try (Socket client = connect()) {
            long began = System.nanoTime();
            assertEquals("hello", echoed(client, "hello"));
            assertTrue(System.nanoTime() - began >= Duration.ofMillis(200).toNanos());
        }
    }

    @Test
    void resetsConnections() throws IOException {
        try (Socket client = connect()) {
            assertEquals("hello", echoed(client, "hello"));
            proxy.reset(1);
            assertThrows(IOException.class, () -> echoed(client, "again"));
            assertEquals(1, cuts.get());
        }
    }

    @Test
    void isSilentWhileHalfOpen() throws IOException {
        proxy.weather(Weather.FAIR.withFlow(Weather.Flow.HALF_OPEN));
        try (Socket client = connect()) {
            client.setSoTimeout(SILENCE_MS);
            assertThrows(SocketTimeoutException.class, () -> echoed(client, "hello"));
            assertTrue(received.isEmpty());
        }
    }

    @Test
    void cutsTheAnswerToACommitThatArrived() throws Exception {
        proxy.weather(Weather.FAIR.withCutCommits(2));
        try (Socket first = connect()) {
            assertEquals("x\u0003commit", echoed(first, "x\u0003commit"));
        }
        try (Socket second = connect()) {
            assertThrows(IOException.class, () -> echoed(second, "y\u0003COMMIT"));
        }
        received.poll(DEADLINE_MS, TimeUnit.MILLISECONDS);
        assertEquals("y\u0003COMMIT", received.poll(DEADLINE_MS, TimeUnit.MILLISECONDS));
        assertEquals(1, cuts.get());
    }

    @Test
    void delaysACommitOnItsWay() throws IOException {
        proxy.weather(Weather.FAIR.withSlowCommits(Duration.ofMillis(200)));
        try (Socket client = connect()) {
            assertEquals("hello", echoed(client, "hello"));
            long began = System.nanoTime();
            assertEquals("x\u0003commit", echoed(client, "x\u0003commit"));
            assertTrue(System.nanoTime() - began >= Duration.ofMillis(200).toNanos());
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(DEADLINE_MS);
        return socket;
    }

    private static String echoed(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(bytes);
        byte[] answer = socket.getInputStream().readNBytes(bytes.length);
        if (answer.length < bytes.length) {
            throw new IOException("the connection ended");
        }
        return new String(answer, StandardCharsets.UTF_8);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void echo(Socket socket) {
        byte[] buffer = new byte[1024];
        try (socket) {
            for (int count = socket.getInputStream().read(buffer); count > 0;
                    count = socket.getInputStream().read(buffer)) {
                received.add(new String(buffer, 0, count, StandardCharsets.UTF_8));
                socket.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException e) {
            received.add(String.valueOf(e.getMessage()));
        }
    }
}
