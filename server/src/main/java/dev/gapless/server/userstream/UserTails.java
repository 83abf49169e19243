package dev.gapless.server.userstream;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.UserStream;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.server.tail.InterestDoor;
import dev.gapless.server.tail.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The streams of all users who are connected to this gateway. Any thread may call.
public final class UserTails {
    private static final Logger log = LoggerFactory.getLogger(UserTails.class);
    /// How long a stream stays live after its last connection went.
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final ConcurrentHashMap<UserKey, UserTail> tails = new ConcurrentHashMap<>();
    private final Context context;

    public UserTails(Context context) {
        this.context = context;
    }

    /// What all streams of a gateway share.
    ///
    /// @param log what fills holes
    /// @param interest what brings the moves of other gateways
    /// @param timer for short delays
    /// @param executor starts a thread for each task; tasks may block
    /// @param nanoTime elapsed time
    public record Context(
            UserLog log, InterestDoor interest, Timer timer, Executor executor, LongSupplier nanoTime) {}

    /// Lets a connection hear of what happens from now on, and tells where the stream stands: what lies at or below, the device
    /// fetches by itself; what lies above is pushed. Blocks on one shard.
    ///
    /// @return the revision; 0 if it cannot be read now, so that the device fetches all that it lacks
    public long attach(UserKey user, UserReader reader) {
        UserTail tail = join(user, reader);
        long revision = 0;
        try {
            revision = context.log().revisions(List.of(user)).getOrDefault(user, 0L);
        } catch (RuntimeException e) {
            log.debug("revision not read user={} cause={}", user, e.toString());
        }
        tail.baseline(revision);
        return revision;
    }

    private UserTail join(UserKey user, UserReader reader) {
        while (true) {
            UserTail fresh = new UserTail(user, context);
            UserTail there = tails.putIfAbsent(user, fresh);
            UserTail tail = there == null ? fresh : there;
            boolean joined = tail.attach(reader);
            if (there == null) {
                context.executor().execute(() -> begin(fresh));
            }
            if (joined) {
                return tail;
            }
            tails.remove(user, tail);
        }
    }

    /// Waits for the fan-out, then looks whether something came in between.
    private void begin(UserTail tail) {
        try {
            context.interest().announce(key(tail.user()), InterestLevel.FULL);
            check(List.of(tail.user()));
        } catch (RuntimeException e) {
            // The next round of polling looks again.
            log.debug("user stream not checked user={} cause={}", tail.user(), e.toString());
        }
    }

    /// Ends what [#attach] began.
    public void detach(UserKey user, UserReader reader) {
        UserTail tail = tails.get(user);
        if (tail != null) {
            tail.detach(reader);
        }
    }

    /// Takes a record of a user's stream, from this process or from the fan-out. Never blocks.
    public void offer(EncodedEvent event) {
        UserTail tail = tails.get(user(event.key()));
        if (tail != null) {
            tail.offer(event);
        }
    }

    /// Hears how far a stream is, if the key is one of a user. Never blocks.
    public void headAt(ChannelKey key, long revision) {
        UserTail tail = tails.get(user(key));
        if (tail != null) {
            tail.headAt(revision);
        }
    }

    /// Reads from the shards where streams stand. Blocks.
    public void check(Collection<UserKey> users) {
        context.log().revisions(users).forEach((user, revision) -> {
            UserTail tail = tails.get(user);
            if (tail != null) {
                tail.headAt(revision);
            }
        });
    }

    /// Shows each live stream.
    public void forEachLive(Consumer<UserKey> act) {
        tails.keySet().forEach(act);
    }

    /// Number of users held.
    public int size() {
        return tails.size();
    }

    /// Forgets users without connections. Called every second or so by one thread; never blocks.
    public void sweep() {
        long now = context.nanoTime().getAsLong();
        List<UserTail> closed = new ArrayList<>();
        tails.forEach((user, tail) -> {
            if (tail.sweep(now, GRACE)) {
                closed.add(tail);
            }
        });
        closed.forEach(tail -> tails.remove(tail.user(), tail));
    }

    /// The key under which a user's stream travels.
    public static ChannelKey key(UserKey user) {
        return UserStream.key(user.workspace(), user.user());
    }

    /// The user whose stream travels under a key.
    public static UserKey user(ChannelKey key) {
        return new UserKey(key.workspace(), new UserId(key.channel().value()));
    }
}
