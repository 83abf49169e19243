package dev.gapless.server.gather;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Answers questions in rounds. Whoever comes while no more than a few rounds are under way starts one; whoever comes later waits, and is
/// answered with all who wait by then. Nobody waits for company, so a question alone costs what it costs without this class.
///
/// A round starts after all of its questions were asked, so an answer is never older than its question. What a round throws, all who are
/// in it get. Any thread may call; as many wait as callers let in.
///
/// @param <K> what is asked for
/// @param <V> what is told
public final class Gathered<K, V> {
    private final int rounds;
    private final int most;
    private final Function<List<K>, Map<K, V>> source;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<Ask<K, V>> waiting = new ArrayDeque<>();
    private int running;

    /// @param rounds at a time, 1 or more
    /// @param most keys of a round, unless one question alone has more
    /// @param source answers a round, on the thread of one who asks; leaves out what there is not
    public Gathered(int rounds, int most, Function<List<K>, Map<K, V>> source) {
        this.rounds = rounds;
        this.most = most;
        this.source = source;
    }

    /// One caller's question; guarded by the lock, but for `keys`.
    private static final class Ask<K, V> {
        final List<K> keys;
        boolean taken;
        boolean done;
        Map<K, V> answer = Map.of();
        @Nullable
        RuntimeException failure;

        Ask(List<K> keys) {
            this.keys = keys;
        }
    }

    /// Asks, and waits for the answer. It may hold what others asked for in the same round.
    public Map<K, V> ask(List<K> keys) {
        Ask<K, V> mine = new Ask<>(keys);
        lock.lock();
        try {
            waiting.add(mine);
            while (!mine.done) {
                if (!mine.taken && running < rounds) {
                    run(take());
                } else {
                    changed.awaitUninterruptibly();
                }
            }
            if (mine.failure != null) {
                throw mine.failure;
            }
            return mine.answer;
        } finally {
            lock.unlock();
        }
    }

    /// The questions of a round: those that have waited longest, which may not be the caller's own.
    private List<Ask<K, V>> take() {
        List<Ask<K, V>> round = new ArrayList<>();
        int keys = 0;
        for (Ask<K, V> next = waiting.peek(); next != null; next = waiting.peek()) {
            keys += next.keys.size();
            if (keys > most && !round.isEmpty()) {
                break;
            }
            round.add(waiting.remove());
            next.taken = true;
        }
        return round;
    }

    /// Called with the lock, which it gives away meanwhile.
    private void run(List<Ask<K, V>> round) {
        running++;
        lock.unlock();
        Map<K, V> answer = Map.of();
        // Whatever else ends the round: no answer must not pass for "there is none".
        @Nullable RuntimeException failure = new IllegalStateException("round: ended without an answer");
        try {
            Set<K> keys = new LinkedHashSet<>();
            round.forEach(ask -> keys.addAll(ask.keys));
            answer = source.apply(List.copyOf(keys));
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            lock.lock();
            running--;
            for (Ask<K, V> ask : round) {
                ask.answer = answer;
                ask.failure = failure;
                ask.done = true;
            }
            changed.signalAll();
        }
    }

    /// Asks for one key.
    ///
    /// @return null if there is no such thing
    public @Nullable V one(K key) {
        return ask(List.of(key)).get(key);
    }

    /// As [#ask], with nothing but what was asked for.
    public Map<K, V> only(List<K> keys) {
        Map<K, V> all = ask(keys);
        Map<K, V> own = new HashMap<>();
        for (K key : keys) {
            if (all.containsKey(key)) {
                own.put(key, Objects.requireNonNull(all.get(key)));
            }
        }
        return own;
    }
}
