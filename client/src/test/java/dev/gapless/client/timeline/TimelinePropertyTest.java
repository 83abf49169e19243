package dev.gapless.client.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.client.local.LocalStore;
import dev.gapless.client.local.MemoryLocalStore;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// A device that was live, one that starts now, and one that was away for a while and read pages agree on every message.
class TimelinePropertyTest {
    @Property(tries = 300)
    void liveAndFreshAgree(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        RandomLog log = new RandomLog(new Random(seed), size);
        assertSame(fresh(log, 1_000), live(log, 1_000));
    }

    /// The other properties compare one fold with another; this one with a count by hand.
    @Property(tries = 300)
    void showsWhatWasDone(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        RandomLog log = new RandomLog(new Random(seed), size);
        for (Message message : live(log, 1_000).messages()) {
            Map<String, Set<UserId>> reactions = new HashMap<>();
            boolean pinned = false;
            for (int seq = 1; seq <= size && !message.deleted(); seq++) {
                Event event = log.live(seq);
                switch (event.body()) {
                    case EventBody.ReactionAdded(Seq target, String emoji) when target.equals(message.seq()) ->
                        reactions.computeIfAbsent(emoji, missing -> new HashSet<>()).add(event.actor());
                    case EventBody.ReactionRemoved(Seq target, String emoji) when target.equals(message.seq()) ->
                        reactions.getOrDefault(emoji, new HashSet<>()).remove(event.actor());
                    case EventBody.MessagePinned(Seq target) when target.equals(message.seq()) -> pinned = true;
                    case EventBody.MessageUnpinned(Seq target) when target.equals(message.seq()) -> pinned = false;
                    default -> {}
                }
            }
            reactions.values().removeIf(Set::isEmpty);
            Map<String, Set<UserId>> shown = new HashMap<>();
            message.reactions().forEach(reaction -> shown.put(reaction.emoji(), Set.copyOf(reaction.users())));
            assertEquals(reactions, shown);
            assertEquals(pinned, message.pinned());
        }
    }

    @Property(tries = 300)
    void oneThatWasAwayAgrees(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        Random random = new Random(seed);
        RandomLog log = new RandomLog(random, size);
        Timeline timeline = new Timeline();
        int seq = 1;
        while (seq <= size) {
            int cut = seq + random.nextInt(size - seq + 1);
            boolean away = random.nextBoolean();
            int head = cut + random.nextInt(size - cut + 1);
            for (; seq <= cut; seq++) {
                timeline.apply(away ? log.read(seq, head) : log.live(seq));
            }
        }
        assertSame(fresh(log, 1_000), timeline);
    }

    @Property(tries = 300)
    void oneThatComesBackFromItsStoreAgrees(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        Random random = new Random(seed);
        RandomLog log = new RandomLog(random, size);
        int cut = 1 + random.nextInt(size);
        try (LocalStore store = new MemoryLocalStore()) {
            for (int seq = 1; seq <= cut; seq++) {
                store.keepEvents(
                        List.of(random.nextBoolean() ? log.live(seq)
                                : log.read(seq, seq + random.nextInt(cut - seq + 1))));
            }
            Timeline timeline = new Timeline();
            store.events(RandomLog.CHANNEL).forEach(timeline::apply);
            for (int seq = cut + 1; seq <= size; seq++) {
                timeline.apply(log.read(seq, size));
            }
            assertSame(fresh(log, 1_000), timeline);
        }
    }

    /// A kind of event that the random logs never hold would not be proved by the properties here.
    @Test
    void randomLogsHoldEveryKindOfEvent() {
        Set<Class<?>> kinds = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            RandomLog log = new RandomLog(new Random(seed), 60);
            for (int seq = 1; seq <= log.size(); seq++) {
                kinds.add(log.live(seq).body().getClass());
            }
        }
        Set<Class<?>> expected = new HashSet<>(List.of(EventBody.class.getPermittedSubclasses()));
        expected.remove(EventBody.Other.class);
        assertEquals(expected, kinds);
    }

    @Property(tries = 300)
    void orderAndRepetitionDoNotMatter(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll @IntRange(min = 1, max = 80) int max) {
        Random random = new Random(seed);
        RandomLog log = new RandomLog(random, size);
        List<Event> events = new ArrayList<>();
        for (int seq = 1; seq <= size; seq++) {
            for (int copy = random.nextInt(3); copy >= 0; copy--) {
                events.add(log.read(seq, seq + random.nextInt(size - seq + 1)));
            }
        }
        Collections.shuffle(events, random);
        Timeline timeline = new Timeline(max);
        events.forEach(timeline::apply);
        assertSame(fresh(log, max), timeline);
    }

    @Property(tries = 300)
    void tellsEveryMessageThatLooksOtherwise(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        RandomLog log = new RandomLog(new Random(seed), size);
        Timeline timeline = new Timeline();
        for (int seq = 1; seq <= size; seq++) {
            List<Message> before = timeline.messages();
            List<Message> told = timeline.apply(log.live(seq));
            List<Message> changed = new ArrayList<>(timeline.messages());
            changed.removeAll(before);
            assertEquals(changed, told);
        }
    }

    @Property(tries = 100)
    void countsTheRepliesThatItLists(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        Timeline timeline = live(new RandomLog(new Random(seed), size), 1_000);
        for (Message message : timeline.messages()) {
            long listed = timeline.replies(message.seq()).stream()
                    .filter(reply -> !reply.deleted())
                    .count();
            assertEquals(listed, message.replies());
        }
    }

    private static Timeline live(RandomLog log, int max) {
        Timeline timeline = new Timeline(max);
        for (int seq = 1; seq <= log.size(); seq++) {
            timeline.apply(log.live(seq));
        }
        return timeline;
    }

    private static Timeline fresh(RandomLog log, int max) {
        Timeline timeline = new Timeline(max);
        for (int seq = 1; seq <= log.size(); seq++) {
            timeline.apply(log.read(seq, log.size()));
        }
        return timeline;
    }

    private static void assertSame(Timeline expected, Timeline actual) {
        assertEquals(expected.messages(), actual.messages());
        assertEquals(expected.property("name"), actual.property("name"));
    }
}
