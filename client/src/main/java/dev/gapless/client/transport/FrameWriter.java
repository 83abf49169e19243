package dev.gapless.client.transport;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Writes the frames of one connection in order, on a virtual thread that lives only while there is something to write: an
/// idle connection costs no thread, a busy one gets many frames into one write. Any thread may call.
final class FrameWriter<F> {
    private final Sink<F> sink;
    private final Runnable failed;
    private final Deque<F> waiting = new ArrayDeque<>(2);
    private boolean writing;
    private boolean stopped;

    /// @param failed called, perhaps more than once, when writing is no longer possible; must not block
    FrameWriter(Sink<F> sink, Runnable failed) {
        this.sink = sink;
        this.failed = failed;
    }

    /// Where frames go.
    interface Sink<F> {
        /// Writes frames in order; blocks.
        void write(List<F> frames) throws IOException;
    }

    void add(F frame) {
        synchronized (this) {
            if (stopped) {
                return;
            }
            if (waiting.size() < WebSocketTransport.MAX_WAITING_FRAMES) {
                waiting.add(frame);
                if (!writing) {
                    writing = true;
                    Thread.ofVirtual().name("ws-write").start(this::run);
                }
                return;
            }
            stopped = true;
        }
        failed.run();
    }

    /// Drops what waits; nothing is written any more.
    synchronized void stop() {
        stopped = true;
        waiting.clear();
    }

    private void run() {
        try {
            for (List<F> batch = take(); !batch.isEmpty(); batch = take()) {
                sink.write(batch);
            }
        } catch (IOException | RuntimeException e) {
            stop();
            failed.run();
        }
    }

    private synchronized List<F> take() {
        if (stopped || waiting.isEmpty()) {
            writing = false;
            return List.of();
        }
        List<F> batch = new ArrayList<>(waiting);
        waiting.clear();
        return batch;
    }
}
