package dev.gapless.server.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatheredTest {
    private static final int MOST = 10;

    /// What each round was asked.
    private final List<List<Integer>> rounds = new CopyOnWriteArrayList<>();

    @Test
    void aloneIsAnsweredAtOnce() {
        Gathered<Integer, String> gathered = new Gathered<>(1, MOST, this::answer);

        assertEquals("5", gathered.one(5));
        assertNull(gathered.one(-1), "what there is not");
        assertEquals(List.of(List.of(5), List.of(-1)), rounds);
    }

    @Test
    void whoComesWhileARoundIsUnderWayIsAnsweredWithTheOthers() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Gathered<Integer, String> gathered = new Gathered<>(1, MOST, keys -> {
            first.countDown();
            await(go);
            return answer(keys);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<Integer, String>>> asked = new ArrayList<>();
            asked.add(threads.submit(() -> gathered.only(List.of(0))));
            await(first);
            AtomicInteger about = new AtomicInteger();
            for (int i = 1; i <= 8; i++) {
                int key = i;
                asked.add(threads.submit(() -> {
                    about.incrementAndGet();
                    return gathered.only(List.of(key));
                }));
            }
            while (about.get() < 8) {
                Thread.onSpinWait();
            }
            go.countDown();
            for (int i = 0; i < asked.size(); i++) {
                assertEquals(Map.of(i, Integer.toString(i)), asked.get(i).get());
            }
        }
        assertEquals(List.of(0), rounds.getFirst());
        assertEquals(9, rounds.stream().mapToInt(List::size).sum(), "nobody is asked for twice");
        assertTrue(rounds.stream().allMatch(round -> round.size() <= MOST), rounds::toString);
    }

    @Test
    void aLargeQuestionIsARoundOfItsOwn() {
        Gathered<Integer, String> gathered = new Gathered<>(1, 2, this::answer);

        assertEquals(4, gathered.only(List.of(1, 2, 3, 4)).size());
        assertEquals(1, rounds.size());
    }

    @Test
    void aFailureReachesAllOfItsRoundAndNobodyElse() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Gathered<Integer, String> gathered = new Gathered<>(1, MOST, keys -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
            }
            return answer(keys);
        });

        assertThrows(IllegalStateException.class, () -> gathered.one(1));
        assertEquals("1", gathered.one(1));
    }

    @Test
    void manyThreadsGetTheirOwnAnswers() throws ExecutionException, InterruptedException {
        Gathered<Integer, String> gathered = new Gathered<>(3, MOST, this::answer);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                int key = i;
                asked.add(threads.submit(() -> gathered.one(key)));
            }
            for (int i = 0; i < asked.size(); i++) {
                assertEquals(Integer.toString(i), asked.get(i).get());
            }
        }
        assertTrue(rounds.stream().allMatch(round -> round.size() <= MOST), "rounds are bounded");
    }

    private Map<Integer, String> answer(List<Integer> keys) {
        rounds.add(keys);
        Map<Integer, String> answer = new HashMap<>();
        keys.stream().filter(key -> key >= 0).forEach(key -> answer.put(key, Integer.toString(key)));
        return answer;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
