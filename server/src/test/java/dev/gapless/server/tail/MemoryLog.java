package dev.gapless.server.tail;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.server.log.Head;
import dev.gapless.server.log.LogReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A log in memory that obeys [LogReader], counts its reads, and can be out of reach. Any thread may call.
public final class MemoryLog implements LogReader {
    private final Map<ChannelKey, List<EncodedEvent>> channels = new HashMap<>();
    private final AtomicInteger pages = new AtomicInteger();
    private volatile boolean unavailable;

    /// Makes a channel without events.
    public synchronized void create(ChannelKey key) {
        channels.putIfAbsent(key, new ArrayList<>());
    }

    /// Appends a message.
    public EncodedEvent post(ChannelKey key, UserId actor, String text) {
        return append(key, actor, EventBody.MessagePosted.of(text, new IdempotencyKey("k")));
    }

    public synchronized EncodedEvent append(ChannelKey key, UserId actor, EventBody body) {
        List<EncodedEvent> log = channels.computeIfAbsent(key, k -> new ArrayList<>());
        long ordinal = log.isEmpty() ? 0 : log.getLast().ordinal();
        if (body.kindText().equals(EventKind.MESSAGE_POSTED.text())) {
            ordinal++;
        }
        Event event = new Event(
                key.channel(), new Seq(log.size() + 1L), new Ordinal(ordinal), actor, Instant.EPOCH, body);
        EncodedEvent encoded = EventCodec.encode(key.workspace(), event);
        log.add(encoded);
        return encoded;
    }

    public synchronized boolean holds(ChannelKey key) {
        return channels.containsKey(key);
    }

    public void unavailable(boolean now) {
        unavailable = now;
    }

    /// How many pages were read so far.
    public int pages() {
        return pages.get();
    }

    @Override
    public synchronized List<EncodedEvent> after(ChannelKey channel, long after, int limit) {
        reach();
        pages.incrementAndGet();
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
        }
        List<EncodedEvent> log = channels.getOrDefault(channel, List.of());
        int from = (int) Math.min(after, log.size());
        return List.copyOf(log.subList(from, Math.min(log.size(), from + limit)));
    }

    @Override
    public synchronized Head head(ChannelKey channel) {
        reach();
        List<EncodedEvent> log = channels.getOrDefault(channel, List.of());
        long ordinal = log.isEmpty() ? 0 : log.getLast().ordinal();
        return new Head(channel, Epoch.FIRST, log.size(), ordinal, 1, ChannelClass.NORMAL);
    }

    @Override
    public synchronized Map<ChannelKey, Head> heads(Collection<ChannelKey> wanted) {
        Map<ChannelKey, Head> heads = new HashMap<>();
        for (ChannelKey key : wanted) {
            if (channels.containsKey(key)) {
                heads.put(key, head(key));
            }
        }
        return heads;
    }

    private void reach() {
        if (unavailable) {
            throw new GaplessException(ErrorCode.UNAVAILABLE, "shard: out of reach");
        }
    }
}
