package dev.gapless.server.posting;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserChannelRow;
import dev.gapless.schema.user.UserChannelTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each user's list of channels up to date from the member events of the log: versioned writes on the user's own shard,
/// so that late, repeated and reordered events do no harm.
///
/// Right after a commit this is done in the background; what fails or does not fit is done by the relay. Any thread may call.
public final class MembershipProjection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MembershipProjection.class);
    private static final int QUEUED = 8_192;
    private static final int TOGETHER = 128;
    private static final long POLL_MS = 200;

    private final Shards shards;
    private final ArrayBlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Thread thread;
    private volatile boolean closing;

    public MembershipProjection(Shards shards) {
        this.shards = shards;
        this.thread = Thread.ofVirtual().name("membership projection").start(this::run);
    }

    private record Task(EncodedEvent event, EventSink.Ack ack) {}

    /// Queues a member event; never blocks.
    void submit(EncodedEvent event, EventSink.Ack ack) {
        if (!queue.offer(new Task(event, ack))) {
            ack.done(false);
        }
    }

    /// Applies a member event now, so that its user sees it in the next request.
    ///
    /// @throws ShardException if the user's shard is out of reach
    public void apply(EncodedEvent event) {
        UserChannelRow row = row(event);
        shards.forUser(event.key().workspace(), row.user()).transact("user_channel.put", handle -> {
            UserChannelTable.putNewer(handle, List.of(row));
            return row;
        });
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
                    queue.drainTo(tasks, TOGETHER - 1);
                    project(tasks);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.error("membership not projected, the relay will events={}", tasks.size(), e);
                tasks.forEach(task -> task.ack().done(false));
            } finally {
                tasks.clear();
            }
        }
    }

    private void project(List<Task> tasks) {
        Map<Shard, List<Task>> byShard = new HashMap<>();
        for (Task task : tasks) {
            UserId user = new UserId(task.event().subject());
            byShard.computeIfAbsent(shards.forUser(task.event().key().workspace(), user), shard -> new ArrayList<>())
                    .add(task);
        }
        byShard.forEach((shard, ofShard) -> {
            boolean done = true;
            try {
                List<UserChannelRow> rows =
                        ofShard.stream().map(task -> row(task.event())).toList();
                shard.transact("user_channel.put", handle -> {
                    UserChannelTable.putNewer(handle, rows);
                    return rows;
                });
            } catch (ShardException e) {
                done = false;
                log.info("memberships left to the relay shard={} cause={}", shard.name(), e.toString());
            }
            for (Task task : ofShard) {
                task.ack().done(done);
            }
        });
    }

    private static UserChannelRow row(EncodedEvent event) {
        boolean joined = event.kind() == EventKind.MEMBER_JOINED.number();
        MemberRole role = joined && EventCodec.decode(event.json()).body() instanceof EventBody.MemberJoined body
                ? body.role()
                : MemberRole.MEMBER;
        return new UserChannelRow(
                event.key(), new UserId(event.subject()), role, joined, joined ? event.seq() : 0,
                joined ? event.ordinal() : 0, event.seq(), event.at());
    }
}
