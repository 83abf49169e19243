package dev.gapless.bench.soak;

import java.util.Random;

/// One act as it is scheduled: who, what, where, and numbers for whatever else there is to choose.
///
/// @param number unique in the run
/// @param person index among the worker's people
/// @param kind what; who is not in the room joins instead
/// @param room index among the rooms of the person's workspace
/// @param one first choice
/// @param two second choice
record Act(long number, int person, ActKind kind, int room, int one, int two) {
    private static final int BOUND = 1 << 30;

    /// The acts of one worker, the same for the same seed.
    static final class Schedule {
        private final Random random;
        private final int workers;
        private final int people;
        private final int rooms;
        private long next;

        Schedule(long seed, int worker, int workers, int people, int rooms) {
            this.random = new Random(seed * 1_000_003L + worker);
            this.workers = workers;
            this.people = people;
            this.rooms = rooms;
            this.next = worker;
        }

        Act next() {
            long number = next;
            next += workers;
            return new Act(
                    number, random.nextInt(people), ActKind.of(random.nextInt(BOUND)), random.nextInt(rooms),
                    random.nextInt(BOUND), random.nextInt(BOUND));
        }
    }
}
