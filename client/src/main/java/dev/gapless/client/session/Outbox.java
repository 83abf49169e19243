package dev.gapless.client.session;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sends that have no definite answer yet, in order per channel. Each is sent with the same key until the server, or the
/// log itself, settles it. Many of a channel may be on their way: each names the one before, and the server takes it only if it
/// took that one. So a refusal of one refuses all behind it, and when all are answered they go out again, in order. Mutated only
/// from [DeviceSession].
final class Outbox {
    private static final int MAX_TRIES_COUNTED = 30;

    private final SessionContext context;
    private final Map<ChannelId, Map<IdempotencyKey, Entry>> queues = new LinkedHashMap<>(2);
    private final Map<Long, Entry> inFlight = new HashMap<>(2);
    private final Set<ChannelId> paused = new HashSet<>(2);
    /// Channels with a send that was put off while others, behind it, are still to be answered.
    private final Set<ChannelId> broken = new HashSet<>(2);
    private long connection;
    private boolean saturated;
    private int size;

    Outbox(SessionContext context) {
        this.context = context;
    }

    private static final class Entry {
        final OutgoingMessage message;
        SendState state = new SendState.Pending();
        boolean inDoubt;
        long ref;
        int tries;

        Entry(OutgoingMessage message) {
            this.message = message;
        }
    }

    int size() {
        return size;
    }

    boolean awaitsAnswers() {
        return !inFlight.isEmpty();
    }

    /// The lowest request number on its way, or `Long.MAX_VALUE`.
    long oldestRef() {
        return inFlight.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    void add(OutgoingMessage message) {
        Optional<Entry> same = find(message.channel(), message.key());
        if (same.isPresent()) {
            tellAgain(same.get(), message);
            return;
        }
        if (size >= context.limits.outbox()) {
            refuse(
                    message,
                    new Refusal(
                            Refusal.OUTBOX_FULL,
                            "outbox: " + size + " sends (expected: fewer than " + context.limits.outbox() + ")",
                            true,
                            Optional.empty()));
            return;
        }
        Entry entry = enqueue(message);
        tell(entry);
        pump(message.channel());
    }

    /// Takes a send of an earlier run. What it holds is in doubt: it may have been tried.
    void restore(OutgoingMessage message) {
        if (find(message.channel(), message.key()).isPresent()) {
            return;
        }
        Entry entry = enqueue(message);
        entry.inDoubt = true;
        entry.state = new SendState.Unknown("sent by an earlier run of this device");
        tell(entry);
        pump(message.channel());
    }

    /// The connection is live: everything unsettled goes out, in order.
    void connected(long newConnection) {
        connection = newConnection;
        pumpAll();
    }

    /// The connection is gone: what was on its way is in doubt.
    void disconnected(String reason) {
        connection = 0;
        List<Entry> lost = new ArrayList<>(inFlight.values());
        lost.sort((a, b) -> Long.compare(a.ref, b.ref));
        inFlight.clear();
        broken.clear();
        for (Entry entry : lost) {
            entry.ref = 0;
            doubt(entry, reason);
        }
    }

    void resume(ChannelId channel) {
        paused.remove(channel);
        pump(channel);
    }

    /// An answer came.
    ///
    /// @return false if no send waits for it
    boolean sent(ServerFrame.Sent answer) {
        Entry entry = inFlight.get(answer.ref());
        if (entry == null) {
            return false;
        }
        settle(entry, new SendState.Acked(answer.seq(), answer.ordinal(), answer.at(), answer.duplicate()));
        return true;
    }

    /// A refusal came.
    ///
    /// @return false if no send waits for it
    boolean refused(long ref, Refusal refusal) {
        Entry entry = inFlight.get(ref);
        if (entry == null) {
            return false;
        }
        if (refusal.isFinal()) {
            boolean definite = !entry.inDoubt || refusal.is(ErrorCode.KEY_REUSED);
            Refusal told = new Refusal(refusal.code(), refusal.message(), definite, Optional.empty());
            settle(entry, new SendState.Refused(told));
            return true;
        }
        inFlight.remove(ref);
        entry.ref = 0;
        if (!refusal.definite()) {
            doubt(entry, refusal.code() + ": " + refusal.message());
        }
        ChannelId channel = entry.message.channel();
        broken.add(channel);
        if (refusal.is(ErrorCode.OUT_OF_ORDER)) {
            pump(channel);
        } else {
            paused.add(channel);
            context.emit(new SessionEffect.SetTimer(
                    new SessionTimer.Resend(channel),
                    Backoff.REQUEST.delay(entry.tries, refusal.retryAfter(), context.random)));
            entry.tries = Math.min(entry.tries + 1, MAX_TRIES_COUNTED);
        }
        pumpIfSaturated();
        return true;
    }

    /// An event of the log settles the send it came from, if its answer got lost or is late.
    void seen(Event event, @Nullable UserId self) {
        if (size == 0 || !event.actor().equals(self) || !(event.body() instanceof EventBody.MessagePosted posted)) {
            return;
        }
        Optional<Entry> mine = find(event.channel(), posted.key());
        if (mine.isPresent() && mine.get().message.text().equals(posted.text())) {
            settle(mine.get(), new SendState.Acked(event.seq(), event.ordinal(), event.at(), false));
        }
    }

    private void pumpAll() {
        saturated = false;
        for (ChannelId channel : List.copyOf(queues.keySet())) {
            pump(channel);
        }
    }

    private void pumpIfSaturated() {
        if (saturated) {
            pumpAll();
        }
    }

    private void pump(ChannelId channel) {
        Map<IdempotencyKey, Entry> queue = queues.get(channel);
        if (connection == 0 || queue == null || paused.contains(channel)) {
            return;
        }
        if (broken.contains(channel)) {
            if (queue.values().stream().anyMatch(entry -> entry.ref != 0)) {
                return;
            }
            broken.remove(channel);
        }
        int window = context.limits.sendsPerChannel();
        Optional<Long> before = Optional.empty();
        for (Entry entry : queue.values()) {
            if (window-- == 0) {
                return;
            }
            if (entry.ref == 0) {
                if (inFlight.size() >= context.limits.sendsInFlight()) {
                    saturated = true;
                    return;
                }
                transmit(entry, before);
            }
            before = Optional.of(entry.ref);
        }
    }

    private void transmit(Entry entry, Optional<Long> before) {
        entry.ref = context.nextNumber();
        inFlight.put(entry.ref, entry);
        OutgoingMessage message = entry.message;
        context.emit(new SessionEffect.SendFrame(
                connection,
                new ClientFrame.Send(
                        entry.ref,
                        message.channel(),
                        message.key(),
                        message.text(),
                        message.threadRoot(),
                        message.alsoToChannel(),
                        before)));
    }

    private Entry enqueue(OutgoingMessage message) {
        Entry entry = new Entry(message);
        queues.computeIfAbsent(message.channel(), channel -> new LinkedHashMap<>(4))
                .put(message.key(), entry);
        size++;
        return entry;
    }

    private void settle(Entry entry, SendState state) {
        OutgoingMessage message = entry.message;
        inFlight.remove(entry.ref);
        entry.state = state;
        Map<IdempotencyKey, Entry> queue = queues.get(message.channel());
        if (queue != null) {
            queue.remove(message.key());
            if (queue.isEmpty()) {
                queues.remove(message.channel());
                broken.remove(message.channel());
            }
        }
        size--;
        context.emit(new SessionEffect.Settle(message.channel(), message.key()));
        tell(entry);
        pump(message.channel());
        pumpIfSaturated();
    }

    private void doubt(Entry entry, String reason) {
        entry.inDoubt = true;
        entry.state = new SendState.Unknown(reason);
        tell(entry);
    }

    private void tell(Entry entry) {
        context.emit(new SessionEffect.SendChanged(new SendUpdate(entry.message, entry.state)));
    }

    private void tellAgain(Entry entry, OutgoingMessage again) {
        if (entry.message.equals(again)) {
            tell(entry);
        } else {
            context.emit(new SessionEffect.SendChanged(new SendUpdate(
                    again,
                    new SendState.Refused(Refusal.of(
                            ErrorCode.KEY_REUSED, "key: " + again.key() + " (expected: a new key for a new text)")))));
        }
    }

    private void refuse(OutgoingMessage message, Refusal refusal) {
        context.emit(new SessionEffect.Settle(message.channel(), message.key()));
        context.emit(new SessionEffect.SendChanged(new SendUpdate(message, new SendState.Refused(refusal))));
    }

    private Optional<Entry> find(ChannelId channel, IdempotencyKey key) {
        Map<IdempotencyKey, Entry> queue = queues.get(channel);
        return queue == null ? Optional.empty() : Optional.ofNullable(queue.get(key));
    }
}
