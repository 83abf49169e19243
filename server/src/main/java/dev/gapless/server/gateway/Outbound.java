package dev.gapless.server.gateway;

import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.server.tail.FrameBatch;
import dev.gapless.server.tail.Subscription;
import dev.gapless.server.tail.TextFrame;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writing half of a connection: everything that goes to the socket after the upgrade goes through here.
///
/// There is at most one writer thread, started when there is something to write and gone when there is not, so that an idle
/// connection has none. In each round it takes what waits: acks (bounded by the sends in flight), answers (bounded; whoever adds one
/// too many waits, which stops reading from a client that does not read), and as much of the dirty subscriptions as fits. All of
/// that leaves in one write.
final class Outbound implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Outbound.class);
    /// Answers that wait to be written; with so many, the connection's reading thread waits.
    private static final int MAX_ANSWERS = 64;

    /// Frames of the user's own stream that wait to be written.
    private static final int MAX_PUSHES = 64;

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int RUN_AGAIN = 2;

    private final DataWriter socket;
    private final int writeBytes;
    private final Runnable broken;
    private final LongSupplier nanoTime;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final AtomicReference<@Nullable Subscription> dirty = new AtomicReference<>();
    private final ConcurrentLinkedQueue<byte[]> acks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acksOwed = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<byte[]> answers = new ArrayDeque<>(2);
    private @Nullable ArrayDeque<byte[]> pushes;
    private long overflowedAt;
    private boolean pushesOpen;

    // Confined to the writer.
    private boolean closeTaken;

    private volatile byte @Nullable [] notice;
    private volatile byte @Nullable [] close;
    private volatile boolean over;

    /// @param writeBytes aim for the size of one write
    /// @param broken called once if the socket cannot be written to
    /// @param nanoTime elapsed time
    Outbound(DataWriter socket, int writeBytes, Runnable broken, LongSupplier nanoTime) {
        this.socket = socket;
        this.writeBytes = writeBytes;
        this.broken = broken;
        this.nanoTime = nanoTime;
    }

    /// Queues an answer; waits while too many are queued. For the threads that serve this connection.
    void answer(byte[] frame) {
        lock.lock();
        try {
            while (answers.size() >= MAX_ANSWERS && !over) {
                changed.awaitUninterruptibly();
            }
            if (over || close != null) {
                return;
            }
            answers.add(frame);
        } finally {
            lock.unlock();
        }
        wake();
    }

    /// Reserves room for the ack of a send.
    ///
    /// @return false if too many are owed
    boolean reserveAck(int max) {
        if (acksOwed.incrementAndGet() > max) {
            acksOwed.decrementAndGet();
            return false;
        }
        return true;
    }

    /// Queues an ack for which room was reserved. Never blocks; for lanes.
    void ack(byte[] frame) {
        acks.add(frame);
        wake();
    }

    /// Says something to the client out of turn, such as that the gateway goes away. Never blocks.
    void announce(byte[] frame) {
        notice = frame;
        wake();
    }

    /// Queues a frame of the user's own stream. If too many wait, they give way to one that says how far the stream is. Never blocks.
    void push(long revision, byte[] frame) {
        lock.lock();
        try {
            if (over || close != null) {
                return;
            }
            ArrayDeque<byte[]> waiting = pushes;
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
                pushes = waiting;
            }
            if (overflowedAt > 0 || waiting.size() >= MAX_PUSHES) {
                waiting.clear();
                overflowedAt = Math.max(overflowedAt, revision);
            } else {
                waiting.add(frame);
            }
            if (!pushesOpen) {
                return;
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    /// From now on pushes are written: the welcome is queued.
    void openPushes() {
        lock.lock();
        try {
            pushesOpen = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /// Hears that a subscription has something to write. Never blocks.
    void dirty(Subscription subscription) {
        push(subscription);
        wake();
    }

    /// Writes what is queued, then the close frame, then nothing more. Never blocks.
    void finish(CloseCode code) {
        lock.lock();
        try {
            if (close == null) {
                close = ControlFrame.close(code);
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    /// True if a close frame is queued or written.
    boolean finishing() {
        return close != null || over;
    }

    /// Waits until the close frame is written, or writing it is hopeless.
    void awaitOver(Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!over && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// The socket is gone: nothing is written any more, nobody waits any more.
    void abandon() {
        lock.lock();
        try {
            over = true;
            answers.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        acks.clear();
        dirty.set(null);
    }

    private void push(Subscription subscription) {
        Subscription head;
        do {
            head = dirty.get();
            subscription.next = head;
        } while (!dirty.compareAndSet(head, subscription));
    }

    private void wake() {
        while (true) {
            int now = state.get();
            if (now == RUN_AGAIN || over) {
                return;
            }
            if (state.compareAndSet(now, now == IDLE ? RUNNING : RUN_AGAIN)) {
                if (now == IDLE) {
                    Thread.startVirtualThread(this);
                }
                return;
            }
        }
    }

    @Override
    public void run() {
        FrameBatch batch = new FrameBatch(writeBytes);
        try {
            do {
                state.set(RUNNING);
                while (!over && fill(batch)) {
                    socket.writeNow(BufferData.create(batch.join(), 0, batch.bytes()));
                    batch.written(nanoTime.getAsLong());
                    batch.clear();
                    if (closeTaken) {
                        abandon();
                    }
                }
            } while (!state.compareAndSet(RUNNING, IDLE));
        } catch (RuntimeException e) {
            log.debug("connection is broken: {}", e.toString());
            abandon();
            broken.run();
        }
    }

    /// Takes what is to be written now. The dirty list is taken first, so that a subscription is never ahead of its own answer.
    ///
    /// @return false if there is nothing
    private boolean fill(FrameBatch batch) {
        Subscription chain = dirty.getAndSet(null);
        byte[] last = close;
        takeControl(batch);
        if (last != null) {
            batch.add(last);
            closeTaken = true;
            return true;
        }
        takeEvents(chain, batch);
        return !batch.isEmpty();
    }

    private void takeControl(FrameBatch batch) {
        for (byte[] ack = acks.poll(); ack != null; ack = acks.poll()) {
            batch.add(ack);
            acksOwed.decrementAndGet();
        }
        lock.lock();
        try {
            if (!answers.isEmpty()) {
                answers.forEach(batch::add);
                answers.clear();
                changed.signalAll();
            }
            takePushes(batch);
        } finally {
            lock.unlock();
        }
        byte[] said = notice;
        if (said != null) {
            batch.add(said);
            notice = null;
        }
    }

    private void takePushes(FrameBatch batch) {
        ArrayDeque<byte[]> waiting = pushes;
        if (waiting == null || !pushesOpen) {
            return;
        }
        waiting.forEach(batch::add);
        waiting.clear();
        if (overflowedAt > 0) {
            batch.add(TextFrame.of(new ServerFrame.UserHead(overflowedAt)));
            overflowedAt = 0;
        }
    }

    private void takeEvents(@Nullable Subscription chain, FrameBatch batch) {
        Subscription subscription = chain;
        while (subscription != null) {
            Subscription following = subscription.next;
            subscription.next = null;
            if (batch.full()) {
                push(subscription);
            } else if (subscription.collect(batch)) {
                subscription.wantMore();
            }
            subscription = following;
        }
    }
}
