package dev.gapless.schema.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/// Stands between a client and a database, and breaks the connection once when a COMMIT comes by.
public final class CuttingProxy implements AutoCloseable {
    /// When to break.
    public enum Cut {
        NEVER,
        /// The server never hears of the commit.
        BEFORE_COMMIT,
        /// The server commits, the client never hears of it.
        AFTER_COMMIT
    }

    private final ServerSocket door;
    private final int serverPort;
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NEVER);

    public CuttingProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /// Breaks the connection at the next commit, and only then.
    public void cutOnce(Cut cut) {
        next.set(cut);
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                Thread.ofVirtual().start(() -> pump(client, server, true));
                Thread.ofVirtual().start(() -> pump(server, client, false));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean queries) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                Cut cut = queries && isCommit(buffer, length) ? next.getAndSet(Cut.NEVER) : Cut.NEVER;
                if (cut == Cut.BEFORE_COMMIT) {
                    return;
                }
                if (cut == Cut.AFTER_COMMIT) {
                    // The answer is read here and goes nowhere, so the commit is done when the client sees the break.
                    from.shutdownInput();
                    from.close();
                    out.write(buffer, 0, length);
                    out.flush();
                    return;
                }
                out.write(buffer, 0, length);
                out.flush();
            }
        } catch (IOException e) {
            // Either side has gone: so does the other.
        }
    }

    /// A packet of command 3 (query) whose text is the word.
    private static boolean isCommit(byte[] buffer, int length) {
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return text.endsWith("\u0003commit");
    }
}
