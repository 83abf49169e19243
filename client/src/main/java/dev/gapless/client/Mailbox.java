package dev.gapless.client;

import dev.gapless.client.session.SessionInput;
import dev.gapless.client.transport.WebSocketConnection;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What waits for the thread of a [ChatClient]. Frames from the network wait outside when there are too many of them, so
/// that a slow application slows the server down, not fills the memory; the application's own wishes never wait outside
/// (sends are bounded by the outbox), so that a listener may ask for anything.
final class Mailbox {
    private static final int MAX_FRAMES = 1_024;

    private final LinkedBlockingQueue<Mail> mails = new LinkedBlockingQueue<>();
    private final Semaphore frames = new Semaphore(MAX_FRAMES);
    private volatile boolean closed;

    /// One thing to handle.
    sealed interface Mail {
        /// An input of the session.
        record Input(SessionInput input) implements Mail {}

        /// A frame, which holds one of the places for frames.
        record Frame(SessionInput input) implements Mail {}

        /// A socket was opened.
        record Opened(long connection, WebSocketConnection socket) implements Mail {}

        /// Something came that is no frame.
        record Garbled(String message) implements Mail {}

        /// Drop the socket, as the network would.
        record Sever() implements Mail {}

        /// End.
        record Stop() implements Mail {}
    }

    /// @return false if nobody will handle it any more
    boolean add(Mail mail) {
        mails.add(mail);
        return !closed;
    }

    /// Adds a frame; blocks while too many wait.
    void addFrame(SessionInput input) {
        frames.acquireUninterruptibly();
        if (closed) {
            frames.release();
            return;
        }
        mails.add(new Mail.Frame(input));
    }

    /// The next one, or null if none comes in time.
    @Nullable
    Mail take(Duration within) throws InterruptedException {
        Mail mail = mails.poll(within.toNanos(), TimeUnit.NANOSECONDS);
        if (mail instanceof Mail.Frame) {
            frames.release();
        }
        return mail;
    }

    /// Lets everybody go who waits outside, and drops the sockets that nobody will use.
    void close() {
        closed = true;
        frames.release(MAX_FRAMES);
        for (Mail mail = mails.poll(); mail != null; mail = mails.poll()) {
            if (mail instanceof Mail.Opened opened) {
                opened.socket().abort();
            }
        }
    }
}
