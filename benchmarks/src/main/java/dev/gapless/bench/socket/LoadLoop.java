package dev.gapless.bench.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;

/// The selector thread behind many [LoadConnection]s. [#execute] hands it work from other threads; a [Ticker] lets a load
/// generator send at intended times.
public final class LoadLoop implements AutoCloseable {
    private static final int READ_BUFFER = 256 * 1024;

    /// Called between selections.
    public interface Ticker {
        /// @param nowNanos [System#nanoTime]
        /// @return how many nanoseconds until it wants to be called again; 0 for at once
        long tick(long nowNanos);
    }

    private final Selector selector;
    private final ByteBuffer shared = ByteBuffer.allocateDirect(READ_BUFFER);
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final List<LoadConnection> dirty = new ArrayList<>();
    private final Set<LoadConnection> open = new HashSet<>();
    private final Thread thread;
    private final LongSupplier nanos;
    private volatile boolean stopped;
    private volatile Ticker ticker = now -> 1_000_000_000L;

    private LoadLoop(String name, LongSupplier nanos) throws IOException {
        this.selector = Selector.open();
        this.nanos = nanos;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /// Starts a loop.
    public static LoadLoop start(String name) {
        try {
            LoadLoop loop = new LoadLoop(name, System::nanoTime);
            loop.thread.start();
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sets what is called between selections.
    public void ticker(Ticker newTicker) {
        ticker = newTicker;
        selector.wakeup();
    }

    /// Runs something on the loop's thread.
    public void execute(Runnable task) {
        work.add(task);
        selector.wakeup();
    }

    /// Runs something on the loop's thread, and waits for what it says. Not to be called from there.
    public <T> T ask(Callable<T> question) {
        FutureTask<T> task = new FutureTask<>(question);
        execute(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        }
    }

    /// Opens a connection to `/v1/connect` of a gateway.
    ///
    /// @param address host and port
    /// @param token sent in the upgrade request
    /// @param handler takes what comes
    public void connect(InetSocketAddress address, String token, FrameHandler handler) {
        execute(() -> {
            try {
                SocketChannel socket = SocketChannel.open();
                socket.configureBlocking(false);
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                LoadConnection connection = new LoadConnection(this, socket, handler);
                open.add(connection);
                connection.upgrade("GET /v1/connect HTTP/1.1\r\nHost: " + address.getHostString() + ":"
                        + address.getPort() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: Z2FwbGVzcy1iZW5jaC0xNg==\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Protocol: gapless.v1\r\nAuthorization: Bearer " + token + "\r\n\r\n");
                dirty.remove(connection);
                boolean connected = socket.connect(address);
                SelectionKey key = socket.register(
                        selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, connection);
                connection.registered(key);
                if (connected) {
                    connection.flush();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void dirty(LoadConnection connection) {
        dirty.add(connection);
    }

    void ended(LoadConnection connection) {
        open.remove(connection);
    }

    private void run() {
        long wait = 0;
        while (!stopped) {
            try {
                if (wait <= 0) {
                    selector.selectNow();
                } else {
                    selector.select(Math.max(1, wait / 1_000_000));
                }
                step();
                wait = ticker.tick(nanos.getAsLong());
                flushDirty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        new ArrayList<>(open).forEach(LoadConnection::drop);
    }

    private void step() throws IOException {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
            SelectionKey key = ready.next();
            ready.remove();
            serve(key);
        }
        flushDirty();
    }

    private void serve(SelectionKey key) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            if (key.isValid() && key.isConnectable()) {
                ((SocketChannel) key.channel()).finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                connection.flush();
            }
            if (key.isValid() && key.isWritable()) {
                connection.flush();
            }
            if (key.isValid() && key.isReadable()) {
                connection.readable(shared);
            }
        } catch (IOException e) {
            connection.close(String.valueOf(e.getMessage()));
        }
    }

    private void flushDirty() {
        for (int i = 0; i < dirty.size(); i++) {
            LoadConnection connection = dirty.get(i);
            try {
                connection.flush();
            } catch (IOException e) {
                connection.close(String.valueOf(e.getMessage()));
            }
        }
        dirty.clear();
    }

    /// Drops all connections and ends the thread.
    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join();
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
