package dev.gapless.server.tail;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.frame.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A connection that reads when told to, and keeps what it was told.
final class RecordingReader implements SubscriptionOwner {
    final List<ServerFrame> frames = new ArrayList<>();
    final List<Subscription> dirty = new ArrayList<>();
    boolean mayRead = true;

    @Override
    public void dirty(Subscription subscription) {
        dirty.add(subscription);
    }

    @Override
    public boolean mayStillRead(Subscription subscription) {
        return mayRead;
    }

    /// Writes one batch.
    void write(int limitBytes) {
        FrameBatch batch = new FrameBatch(limitBytes);
        List<Subscription> now = List.copyOf(dirty);
        dirty.clear();
        for (Subscription subscription : now) {
            if (subscription.collect(batch)) {
                subscription.wantMore();
            }
        }
        byte[] bytes = batch.isEmpty() ? new byte[0] : batch.join();
        int at = 0;
        while (at < batch.bytes()) {
            int length = bytes[at + 1] & 0xFF;
            int header = length < 126 ? 2 : 4;
            if (length == 126) {
                length = (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
            }
            frames.add(FrameCodec.readServer(new String(bytes, at + header, length, StandardCharsets.UTF_8)));
            at += header + length;
        }
        batch.written(System.nanoTime());
    }

    /// Writes until there is nothing more.
    void writeAll() {
        while (!dirty.isEmpty()) {
            write(1 << 16);
        }
    }

    /// Proves that the frames cover `from + 1` to the returned seq: each seq once, as an event or within a gap, in order.
    long covered(long from) {
        long at = from;
        for (ServerFrame frame : frames) {
            if (frame instanceof ServerFrame.Pushed pushed) {
                expect(at + 1, pushed.event().seq().value(), frame);
                at++;
            } else if (frame instanceof ServerFrame.PushedMany many) {
                for (Event event : many.events()) {
                    expect(at + 1, event.seq().value(), frame);
                    at++;
                }
            } else if (frame instanceof ServerFrame.Gap gap) {
                expect(at + 1, gap.from().value(), frame);
                if (gap.to().value() < gap.from().value()) {
                    throw new AssertionError("an empty gap: " + gap);
                }
                at = gap.to().value();
            }
        }
        return at;
    }

    long gaps() {
        return frames.stream().filter(ServerFrame.Gap.class::isInstance).count();
    }

    private static void expect(long expected, long actual, ServerFrame frame) {
        if (expected != actual) {
            throw new AssertionError("got " + frame + " (expected: seq " + expected + ")");
        }
    }
}
