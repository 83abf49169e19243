package dev.gapless.fanout.inbox;

import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.inbox.InboxSeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// The rules of one task of channels: apply each channel's events once and in order, and tell its members what changed.
///
/// * An event at or below the applied seq was there before: it is dropped. One further ahead waits for those between, at most
///   [#MAX_WAITING] of a channel and for the missing-timeout; then the hole is given up, and the channel is unsure: counts are known
///   only for positions behind the hole, and its members may be others than those known, which every answer in the
///   workspace then says, as it does from [#SUSPECT_AFTER] on.
/// * Members of a channel of class normal are told each change: at once, but no oftener than each [#TELL_INTERVAL]
///   unless something happened that counts by itself (a delete, a mention of all). Members of other channels are told of joins,
///   leaves and the change of class only. Who is a member is kept for all classes.
/// * A seed from the database makes an unsure channel sure again.
/// * Cursors are passed on to their user.
/// * A pulse tells all tasks of users how far this one is.
///
/// No I/O but store and output; one thread, that of the task.
final class ChannelProcessor implements Processor<ChannelKey, InboxInput, byte[], UserUpdate> {
    static final int MAX_WAITING = 256;
    static final int MAX_UNSURE_NAMED = 64;
    /// A channel whose next event is missing for so long is named as unsure, so that it does not hold up what is known of others.
    static final Duration SUSPECT_AFTER = Duration.ofSeconds(1);
    static final Duration TELL_INTERVAL = Duration.ofMillis(100);
    private static final byte[] TO_ALL = new byte[0];

    private final InboxConfig config;
    private final InboxCounts counts;
    private final Map<ChannelKey, Long> waitingSince = new HashMap<>();
    private final Set<ChannelKey> unsure = new TreeSet<>();
    private final Set<ChannelKey> due = new LinkedHashSet<>();
    private final Set<ChannelKey> toldLately = new HashSet<>();
    private ProcessorContext<byte[], UserUpdate> context;
    private ChannelStore store;
    private long timestampMs;
    private long newestMs;
    private boolean looked;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    ChannelProcessor(InboxConfig config, InboxCounts counts) {
        this.config = config;
        this.counts = counts;
    }

    @Override
    public void init(ProcessorContext<byte[], UserUpdate> taskContext) {
        context = taskContext;
        store = new ChannelStore(context.getStateStore(InboxTopology.CHANNELS));
        store.forEach((channel, state) -> {
            if (state.tracked && state.told < state.applied) {
                due.add(channel);
            }
            if (state.unsure) {
                unsure.add(channel);
            }
            if (state.waiting > 0) {
                waitingSince.put(channel, store.waitingSinceMs(channel));
            }
        });
        context.schedule(TELL_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::tellDue);
        context.schedule(config.pulse(), PunctuationType.WALL_CLOCK_TIME, this::pulse);
    }

    @Override
    public void process(Record<ChannelKey, InboxInput> record) {
        timestampMs = record.timestamp();
        newestMs = Math.max(newestMs, timestampMs);
        switch (record.value()) {
            case InboxInput.Logged logged -> logged(record.key(), logged);
            case InboxInput.Cursor(ServerFrame.CursorMoved moved) -> cursor(record.key(), moved);
            case InboxInput.Seed(InboxSeed.Channel channel) -> seed(record.key(), channel);
            case InboxInput.Seed(InboxSeed.Cursors cursors) -> seed(record.key(), cursors);
            case InboxInput.Noted(long revision) -> forward(record.key().toBytes(), new UserUpdate.Noted(revision));
        }
    }

    /// The key of a user's stream is that of the user's state too.
    private void cursor(ChannelKey user, ServerFrame.CursorMoved moved) {
        forward(user.toBytes(), new UserUpdate.Cursor(
                moved.channel(),
                moved.seq().value(),
                moved.ordinal().value(),
                moved.generation(),
                moved.revision(),
                moved.threadRoot().isPresent()));
    }

    private void seed(ChannelKey user, InboxSeed.Cursors seed) {
        for (InboxSeed.Moved moved : seed.cursors()) {
            forward(user.toBytes(), new UserUpdate.Cursor(
                    moved.channel(), moved.seq(), moved.ordinal(), moved.generation(), moved.revision(),
                    moved.thread()));
        }
        forward(user.toBytes(), new UserUpdate.Complete(seed.after(), seed.upTo()));
    }

    /// Of use for a channel that is unsure or was never heard of, if nobody has joined or left since the seed: then its members
    /// are those of the seed. Counts are known from here on.
    private void seed(ChannelKey key, InboxSeed.Channel seed) {
        ChannelState state = store.state(key);
        if (state.applied > 0 && !state.unsure || seed.seq() < state.memberSeq) {
            counts.seedsPassed.increment();
            return;
        }
        counts.seeds.increment();
        if (seed.seq() > state.applied) {
            state.applied = seed.seq();
            state.ordinal = seed.ordinal();
            state.tracked = tracked(seed.channelClass());
            state.waiting -= store.dropWaiting(key, seed.seq());
            if (state.waiting == 0) {
                waitingSince.remove(key);
            }
        }
        state.floor = state.applied;
        state.told = state.applied;
        state.memberSeq = seed.seq();
        state.unsure = false;
        unsure.remove(key);
        Set<Long> gone = new HashSet<>();
        for (long member : store.members(key)) {
            gone.add(member);
        }
        for (InboxSeed.Member member : seed.members()) {
            if (!gone.remove(member.user().value())) {
                store.join(key, member.user());
            }
            forward(userKey(key, member.user()), new UserUpdate.Seeded(
                    key.channel(), state.applied, state.ordinal, state.floor, member.joinedSeq(),
                    member.joinedOrdinal(), state.tracked));
        }
        gone.forEach(member -> leave(key, state, new UserId(member)));
        applyWaiting(key, state);
        store.put(key, state);
    }

    private void logged(ChannelKey key, InboxInput.Logged event) {
        ChannelState state = store.state(key);
        long seq = event.header().seq();
        if (seq <= state.applied) {
            counts.repeated.increment();
            return;
        }
        if (seq > state.applied + 1) {
            await(key, state, event);
        } else {
            apply(key, state, event);
            applyWaiting(key, state);
        }
        store.put(key, state);
    }

    private void await(ChannelKey key, ChannelState state, InboxInput.Logged event) {
        long nowMs = context.currentSystemTimeMs();
        if (!store.await(key, event.header().seq(), InboxForms.waiting(event, nowMs))) {
            counts.repeated.increment();
            return;
        }
        counts.early.increment();
        state.waiting++;
        waitingSince.putIfAbsent(key, nowMs);
        if (state.waiting > MAX_WAITING) {
            giveUpHole(key, state);
        }
    }

    private void applyWaiting(ChannelKey key, ChannelState state) {
        if (state.waiting == 0) {
            return;
        }
        boolean applied = false;
        for (Optional<byte[]> next = store.take(key, state.applied + 1);
                next.isPresent();
                next = store.take(key, state.applied + 1)) {
            state.waiting--;
            apply(key, state, InboxForms.logged(next.get()));
            applied = true;
        }
        if (state.waiting == 0) {
            waitingSince.remove(key);
        } else if (applied) {
            // Another hole: it has its own time to fill.
            waitingSince.put(key, context.currentSystemTimeMs());
        }
    }

    /// The missing events are passed over; whatever they said is not known here any more.
    private void giveUpHole(ChannelKey key, ChannelState state) {
        long first = store.firstWaiting(key).orElseThrow(() -> new AssertionError(key + ": nothing waits"));
        EventHeader header = InboxForms.logged(store.waiting(key, first)).header();
        counts.holes.increment();
        state.applied = first - 1;
        state.ordinal = header.ordinal() - (header.countable() ? 1 : 0);
        state.floor = first - 1;
        // Who joined or left in the hole is not known: only a seed from behind it can be.
        state.memberSeq = first - 1;
        state.unsure = true;
        unsure.add(key);
        track(key, state, header.channelClass());
        applyWaiting(key, state);
    }

    private void apply(ChannelKey key, ChannelState state, InboxInput.Logged event) {
        EventHeader header = event.header();
        counts.applied.increment();
        state.applied = header.seq();
        state.ordinal = header.ordinal();
        if (header.kind() == EventKind.MEMBER_JOINED.number()) {
            join(key, state, new UserId(header.subject()));
        } else if (header.kind() == EventKind.MEMBER_LEFT.number()) {
            state.memberSeq = state.applied;
            leave(key, state, new UserId(header.subject()));
        }
        if (header.seq() == 1 || event.newClass().isPresent()) {
            ChannelClass now = event.newClass().orElse(header.channelClass());
            if (state.tracked != tracked(now)) {
                state.floor = header.seq() == 1 ? 0 : header.seq();
                track(key, state, now);
                return;
            }
        }
        if (state.tracked) {
            tell(key, state, event);
        }
    }

    private void join(ChannelKey key, ChannelState state, UserId user) {
        state.memberSeq = state.applied;
        store.join(key, user);
        forward(
                userKey(key, user),
                new UserUpdate.Joined(key.channel(), state.applied, state.ordinal, state.tracked));
    }

    private void leave(ChannelKey key, ChannelState state, UserId user) {
        store.leave(key, user);
        forward(userKey(key, user), new UserUpdate.Left(key.channel(), state.applied));
    }

    private static boolean tracked(ChannelClass channelClass) {
        return channelClass == ChannelClass.NORMAL;
    }

    private void track(ChannelKey key, ChannelState state, ChannelClass channelClass) {
        state.tracked = tracked(channelClass);
        state.told = state.applied;
        toAll(key, new UserUpdate.Tracking(
                key.channel(), state.applied, state.ordinal, state.floor, state.tracked));
    }

    private void tell(ChannelKey key, ChannelState state, InboxInput.Logged event) {
        EventHeader header = event.header();
        boolean posted = header.kind() == EventKind.MESSAGE_POSTED.number();
        long target = posted ? header.seq() : header.target();
        int marks = marks(header, event.mentions());
        Map<UserId, Integer> named = named(key, event.mentions());
        if (marks != 0) {
            for (long member : store.members(key)) {
                UserId user = new UserId(member);
                moved(key, state, user, target, marks | named.getOrDefault(user, 0));
            }
            told(key, state);
            return;
        }
        named.forEach((user, mark) -> moved(key, state, user, target, mark));
        if (toldLately.contains(key)) {
            due.add(key);
        } else {
            tellHead(key, state);
        }
    }

    /// What counts for all members alike.
    private static int marks(EventHeader header, Optional<MentionChange> mentions) {
        int marks = header.targetCountable() ? UserUpdate.DELETED : 0;
        boolean posted = header.kind() == EventKind.MESSAGE_POSTED.number();
        if (mentions.isPresent()) {
            boolean everyone = mentions.get().everyone();
            marks |= everyone ? UserUpdate.ALL : posted ? 0 : UserUpdate.NOT_ALL;
        }
        return marks;
    }

    /// What counts for those named; who is no member hears nothing.
    private Map<UserId, Integer> named(ChannelKey key, Optional<MentionChange> mentions) {
        Map<UserId, Integer> named = new HashMap<>();
        mentions.ifPresent(change -> {
            change.removed().forEach(user -> named.put(user, UserUpdate.UNNAMED));
            change.added().forEach(user -> named.put(user, UserUpdate.NAMED));
        });
        named.keySet().removeIf(user -> !store.isMember(key, user));
        return named;
    }

    private void moved(ChannelKey key, ChannelState state, UserId user, long target, int marks) {
        forward(
                userKey(key, user),
                new UserUpdate.Moved(key.channel(), state.applied, state.ordinal, target, marks));
    }

    private void tellHead(ChannelKey key, ChannelState state) {
        toAll(key, new UserUpdate.Moved(key.channel(), state.applied, state.ordinal, 0, 0));
        told(key, state);
    }

    private void told(ChannelKey key, ChannelState state) {
        state.told = state.applied;
        due.remove(key);
        toldLately.add(key);
    }

    private void tellDue(long nowMs) {
        toldLately.clear();
        timestampMs = nowMs;
        for (ChannelKey key : List.copyOf(due)) {
            ChannelState state = store.state(key);
            if (state.tracked && state.told < state.applied) {
                tellHead(key, state);
                store.put(key, state);
            }
        }
        due.clear();
    }

    private void pulse(long nowMs) {
        if (!looked && newestMs == 0) {
            // Too early to say that there is nothing to take in.
            looked = true;
            return;
        }
        looked = true;
        timestampMs = nowMs;
        List<ChannelKey> late = new ArrayList<>();
        Set<ChannelKey> doubtful = new TreeSet<>(unsure);
        long upToMs = newestMs == 0 ? nowMs : Math.min(newestMs, nowMs);
        newestMs = 0;
        for (Map.Entry<ChannelKey, Long> waiting : waitingSince.entrySet()) {
            long missingMs = nowMs - waiting.getValue();
            if (missingMs > config.missingTimeout().toMillis()) {
                late.add(waiting.getKey());
            }
            if (missingMs > SUSPECT_AFTER.toMillis()) {
                doubtful.add(waiting.getKey());
            } else {
                upToMs = Math.min(upToMs, waiting.getValue());
            }
        }
        for (ChannelKey key : late) {
            ChannelState state = store.state(key);
            giveUpHole(key, state);
            store.put(key, state);
        }
        forward(TO_ALL, new UserUpdate.Pulse(
                context.taskId().partition(),
                upToMs,
                doubtful.stream().limit(MAX_UNSURE_NAMED).toList(),
                doubtful.size() > MAX_UNSURE_NAMED));
    }

    private void toAll(ChannelKey key, UserUpdate update) {
        for (long member : store.members(key)) {
            forward(userKey(key, new UserId(member)), update);
        }
    }

    private static byte[] userKey(ChannelKey channel, UserId user) {
        return UserStream.key(channel.workspace(), user).toBytes();
    }

    private void forward(byte[] user, UserUpdate update) {
        counts.updates.increment();
        context.forward(new Record<>(user, update, timestampMs));
    }
}
