package dev.gapless.server.posting;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.cursor.CursorKey;
import dev.gapless.schema.cursor.CursorMove;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.message.ThreadReplyTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.statement.Statement;
import dev.gapless.schema.user.UserChannelRow;
import dev.gapless.schema.user.UserChannelTable;
import dev.gapless.schema.user.UserMentionRow;
import dev.gapless.schema.user.UserMentionTable;
import dev.gapless.server.cursor.CursorMoves;
import dev.gapless.server.cursor.CursorOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps on each user's own shard what the log says about the user: the list of channels, from the member events; the mention inbox;
/// and the user's cursor, which one's own posts move.
///
/// All of it is versioned or moves forward only, so late, repeated and reordered events do no harm. Right after a commit this is done
/// in the background, put together per user and channel over a short while; what fails or does not fit is done by the relay. Any
/// thread may call.
public final class UserProjection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UserProjection.class);
    /// Transactions that wait.
    private static final int QUEUED = 2_048;
    private static final int TOGETHER = 1_024;
    private static final long POLL_MS = 200;
    /// How long posts are gathered, so that a busy poster costs a few moves a second.
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration MOVE_WAIT = Duration.ofSeconds(20);

    private final Shards shards;
    private final CursorMoves cursors;
    private final ArrayBlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Thread thread;
    private volatile boolean closing;

    public UserProjection(Shards shards, CursorMoves cursors) {
        this.shards = shards;
        this.cursors = cursors;
        this.thread = Thread.ofVirtual().name("user projection").start(this::run);
    }

    private record Task(List<EncodedEvent> events, EventSink.Ack ack) {}

    /// What is to be written on one shard.
    private static final class Work {
        final List<UserChannelRow> channels = new ArrayList<>();
        final List<UserMentionRow> mentions = new ArrayList<>();
        final Map<CursorKey, CursorMove> moves = new HashMap<>();
    }

    /// True if the event has something to say about a user.
    static boolean concerns(EncodedEvent event) {
        return memberEvent(event) || post(event) || event.mentionChange().isPresent();
    }

    /// Queues the events of a transaction; never blocks.
    void submit(List<EncodedEvent> events, EventSink.Ack ack) {
        if (!queue.offer(new Task(events, ack))) {
            ack.done(false);
        }
    }

    /// Applies a member event now, so that its user sees it in the next request.
    ///
    /// @throws ShardException if the user's shard is out of reach
    public void apply(EncodedEvent event) {
        UserChannelRow row = channelRow(event);
        shards.forUser(event.key().workspace(), row.user()).transact("user_channel.put", handle -> {
            UserChannelTable.putNewer(handle, List.of(row));
            return row;
        });
    }

    /// Applies events now. Blocks.
    ///
    /// @return false if not all of it could be written
    boolean applyAll(List<EncodedEvent> events) {
        return project(events).isEmpty();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Task> tasks = new ArrayList<>(TOGETHER);
        while (!(closing && queue.isEmpty())) {
            try {
                Task first = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    tasks.add(first);
                    gather(tasks);
                    work(tasks);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.error("users not projected, the relay will transactions={}", tasks.size(), e);
                tasks.forEach(task -> task.ack().done(false));
            } finally {
                tasks.clear();
            }
        }
    }

    private void gather(List<Task> tasks) throws InterruptedException {
        long until = System.nanoTime() + GATHER.toNanos();
        long left = GATHER.toNanos();
        while (tasks.size() < TOGETHER && left > 0 && !closing) {
            Task next = queue.poll(left, TimeUnit.NANOSECONDS);
            if (next != null) {
                tasks.add(next);
            }
            left = until - System.nanoTime();
        }
        queue.drainTo(tasks, TOGETHER - tasks.size());
    }

    private void work(List<Task> tasks) {
        Set<Shard> failed = project(tasks.stream().flatMap(task -> task.events().stream()).toList());
        for (Task task : tasks) {
            boolean done = failed.isEmpty() || task.events().stream().noneMatch(event -> touches(event, failed));
            task.ack().done(done);
        }
    }

    private boolean touches(EncodedEvent event, Set<Shard> failed) {
        Map<Shard, Work> work = new HashMap<>();
        sort(event, work, new HashMap<>());
        return failed.contains(shards.forChannel(event.key())) || work.keySet().stream().anyMatch(failed::contains);
    }

    /// @return shards on which not all could be done
    private Set<Shard> project(List<EncodedEvent> events) {
        Map<Shard, Work> byShard = new HashMap<>();
        Map<CursorKey, EncodedEvent> replies = new HashMap<>();
        events.forEach(event -> sort(event, byShard, replies));
        Set<Shard> failed = ConcurrentHashMap.newKeySet();
        failed.addAll(addThreadMoves(replies, byShard));
        int moves = byShard.values().stream().mapToInt(work -> work.moves.size()).sum();
        CountDownLatch moved = new CountDownLatch(moves);
        byShard.forEach((shard, work) -> work.moves.values().forEach(move -> cursors.move(move, outcome -> {
            if (outcome instanceof CursorOutcome.Refused) {
                failed.add(shard);
            }
            moved.countDown();
        })));
        byShard.forEach((shard, work) -> {
            if (!write(shard, work)) {
                failed.add(shard);
            }
        });
        try {
            if (!moved.await(MOVE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                failed.addAll(byShard.keySet());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed.addAll(byShard.keySet());
        }
        return new HashSet<>(failed);
    }

    private static boolean write(Shard shard, Work work) {
        if (work.channels.isEmpty() && work.mentions.isEmpty()) {
            return true;
        }
        try {
            shard.transact("user.project", handle -> {
                UserChannelTable.putNewer(handle, work.channels);
                for (int from = 0; from < work.mentions.size(); from += Statement.MAX_ROWS) {
                    int to = Math.min(work.mentions.size(), from + Statement.MAX_ROWS);
                    UserMentionTable.putNewer(handle, work.mentions.subList(from, to));
                }
                return work;
            });
            return true;
        } catch (ShardException e) {
            log.info("users left to the relay shard={} cause={}", shard.name(), e.toString());
            return false;
        }
    }

    /// Puts what an event says where it belongs. Of the posts of one user in one channel only the last is kept.
    private void sort(EncodedEvent event, Map<Shard, Work> byShard, Map<CursorKey, EncodedEvent> replies) {
        ChannelKey channel = event.key();
        if (memberEvent(event)) {
            work(byShard, channel, new UserId(event.subject())).channels.add(channelRow(event));
        }
        if (post(event)) {
            UserId actor = new UserId(event.actor());
            if ((event.flags() & EventHeader.COUNTABLE) != 0) {
                CursorMove move = new CursorMove(
                        CursorKey.ofChannel(actor, channel), event.seq(), event.ordinal(),
                        new CursorMove.Reason.Posted(), event.at());
                work(byShard, channel, actor).moves
                        .merge(move.key(), move, (old, now) -> old.seq() > now.seq() ? old : now);
            }
            if ((event.flags() & EventHeader.THREAD_REPLY) != 0) {
                replies.merge(
                        new CursorKey(actor, channel, event.target()), event,
                        (old, now) -> old.seq() > now.seq() ? old : now);
            }
        }
        event.mentionChange().ifPresent(change -> {
            change.added().forEach(user -> work(byShard, channel, user).mentions.add(mention(event, user, true)));
            change.removed().forEach(user -> work(byShard, channel, user).mentions.add(mention(event, user, false)));
        });
    }

    /// Who replies has read the thread up to there; the reply's place in the thread is on the channel's shard.
    private Set<Shard> addThreadMoves(Map<CursorKey, EncodedEvent> replies, Map<Shard, Work> byShard) {
        Map<Shard, List<CursorKey>> byChannelShard = new HashMap<>();
        replies.keySet().forEach(key -> byChannelShard
                .computeIfAbsent(shards.forChannel(key.channel()), shard -> new ArrayList<>())
                .add(key));
        Set<Shard> failed = new HashSet<>();
        byChannelShard.forEach((shard, keys) -> {
            try {
                Map<CursorKey, Long> ordinals = shard.read("thread.places", handle -> {
                    Map<CursorKey, Long> found = new HashMap<>();
                    for (CursorKey key : keys) {
                        EncodedEvent reply = replies.get(key);
                        if (reply != null) {
                            ThreadReplyTable.lastAt(handle, new MessageKey(key.channel(), key.root()), reply.seq())
                                    .ifPresent(row -> found.put(key, row.threadOrdinal()));
                        }
                    }
                    return found;
                });
                ordinals.forEach((key, ordinal) -> {
                    EncodedEvent reply = replies.get(key);
                    if (reply != null) {
                        work(byShard, key.channel(), key.user()).moves.put(key, new CursorMove(
                                key, reply.seq(), ordinal, new CursorMove.Reason.Posted(), reply.at()));
                    }
                });
            } catch (ShardException e) {
                log.info("threads left to the relay shard={} cause={}", shard.name(), e.toString());
                failed.add(shard);
            }
        });
        return failed;
    }

    private Work work(Map<Shard, Work> byShard, ChannelKey channel, UserId user) {
        return byShard.computeIfAbsent(shards.forUser(channel.workspace(), user), shard -> new Work());
    }

    private static boolean memberEvent(EncodedEvent event) {
        return event.kind() == EventKind.MEMBER_JOINED.number() || event.kind() == EventKind.MEMBER_LEFT.number();
    }

    private static boolean post(EncodedEvent event) {
        return event.kind() == EventKind.MESSAGE_POSTED.number() && event.actor() > 0;
    }

    private static UserMentionRow mention(EncodedEvent event, UserId user, boolean mentioned) {
        long message = event.kind() == EventKind.MESSAGE_POSTED.number() ? event.seq() : event.target();
        return new UserMentionRow(
                user, event.key(), message, new UserId(event.actor()), event.at(), event.seq(), mentioned);
    }

    private static UserChannelRow channelRow(EncodedEvent event) {
        boolean joined = event.kind() == EventKind.MEMBER_JOINED.number();
        MemberRole role = joined && EventCodec.decode(event.json()).body() instanceof EventBody.MemberJoined body
                ? body.role()
                : MemberRole.MEMBER;
        return new UserChannelRow(
                event.key(), new UserId(event.subject()), role, joined, joined ? event.seq() : 0,
                joined ? event.ordinal() : 0, event.seq(), event.at());
    }
}
