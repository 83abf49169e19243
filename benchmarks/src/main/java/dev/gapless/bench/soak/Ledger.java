package dev.gapless.bench.soak;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.id.ChannelId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What was acknowledged where, and what is in doubt. People write, any thread; the check reads while nobody acts.
final class Ledger {
    private static final int MAX_PROBLEMS = 50;

    private final Map<ChannelId, Map<Long, Intent>> acked = new ConcurrentHashMap<>();
    private final Map<ChannelId, Queue<Intent>> doubtful = new ConcurrentHashMap<>();
    private final Map<String, Intent> byKey = new ConcurrentHashMap<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final LongAdder problemCount = new LongAdder();
    final LongAdder acks = new LongAdder();
    final LongAdder doubts = new LongAdder();
    final LongAdder refusals = new LongAdder();
    final LongAdder retries = new LongAdder();

    /// Before the first try of what has a key.
    void begin(Intent intent) {
        byKey.put(intent.key(), intent);
    }

    void ack(Intent intent, long seq) {
        acks.increment();
        Intent before = of(intent.channel()).putIfAbsent(seq, intent);
        if (before != null && !before.equals(intent)) {
            problem(intent.channel() + "#" + seq + ": given to " + before + " and to " + intent);
        }
    }

    /// It may be in the log or not; only the log knows.
    void doubt(Intent intent) {
        doubts.increment();
        unplaced(intent);
    }

    /// It is in the log, and the answer did not say where.
    void unplaced(Intent intent) {
        doubtful.computeIfAbsent(intent.channel(), key -> new ConcurrentLinkedQueue<>()).add(intent);
    }

    void problem(String text) {
        problemCount.increment();
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(text);
        }
    }

    long problemCount() {
        return problemCount.sum();
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /// Whose doing an event of the log is, if anybody's. It is taken out.
    Optional<Intent> explain(Event event) {
        Intent known = of(event.channel()).remove(event.seq().value());
        if (known != null) {
            if (!matches(known, event)) {
                problem(event.channel() + "#" + event.seq() + ": " + event + " (expected: " + known + ")");
            }
            return Optional.of(known);
        }
        if (event.body() instanceof EventBody.MessagePosted posted) {
            Intent sent = byKey.get(posted.key().value());
            if (sent != null && matches(sent, event)) {
                return Optional.of(sent);
            }
            return Optional.empty();
        }
        Iterator<Intent> all =
                doubtful.getOrDefault(event.channel(), new ConcurrentLinkedQueue<>()).iterator();
        while (all.hasNext()) {
            Intent intent = all.next();
            if (matches(intent, event)) {
                all.remove();
                return Optional.of(intent);
            }
        }
        return Optional.empty();
    }

    /// What was acknowledged at seqs up to the head, and is not there.
    List<String> missing(ChannelId channel, long head) {
        List<String> missing = new ArrayList<>();
        of(channel).forEach((seq, intent) -> missing.add(channel + "#" + seq + ": not in the log up to " + head + ": "
                + intent));
        return missing;
    }

    private Map<Long, Intent> of(ChannelId channel) {
        return acked.computeIfAbsent(channel, key -> new ConcurrentHashMap<>());
    }

    private static boolean matches(Intent intent, Event event) {
        if (!intent.actor().equals(event.actor()) || !intent.kind().text().equals(event.body().kindText())) {
            return false;
        }
        return switch (event.body()) {
            case EventBody.MessagePosted posted -> intent.key().equals(posted.key().value())
                    && intent.target() == posted.threadRoot().map(seq -> seq.value()).orElse(0L)
                    && intent.also() == posted.alsoToChannel();
            case EventBody.ReactionAdded added ->
                intent.target() == added.target().value() && intent.detail().equals(added.emoji());
            case EventBody.ReactionRemoved removed ->
                intent.target() == removed.target().value() && intent.detail().equals(removed.emoji());
            case EventBody.ChannelChanged changed ->
                Objects.equals(classOf(changed), intent.detail());
            case EventBody.MemberJoined joined -> joined.user().equals(intent.actor());
            case EventBody.MemberLeft left -> left.user().equals(intent.actor());
            default -> intent.target() == event.body().about().map(seq -> seq.value()).orElse(0L);
        };
    }

    private static @Nullable String classOf(EventBody.ChannelChanged changed) {
        return changed.changes().get("class");
    }

    /// True for events that the making of the world has left.
    static boolean ofSetup(Event event) {
        EventKind kind = EventKind.find(event.body().kindText()).orElse(null);
        return kind == EventKind.CHANNEL_CHANGED || kind == EventKind.MEMBER_JOINED;
    }
}
