package dev.gapless.bench.soak;

import java.time.Duration;
import java.util.Set;

/// What is run.
///
/// @param seed decides every act and every kill
/// @param acts how many
/// @param tenants workspaces, so that more than one shard has work
/// @param people in each workspace
/// @param rooms public channels in each workspace; a quarter as many private ones and direct messages come on top
/// @param workers threads that act, each for people of its own
/// @param killEvery acts between two kills, 0 for none
/// @param kill names of the parts that may be killed; empty for all
/// @param down how long a killed part stays away, zero for a time by chance
/// @param checks proofs on the way, the last one included
/// @param settle how long after the last act counts may take to be right
/// @param seconds after which no more acts are begun, 0 for no bound
/// @param skipDelete true for a build that is broken on purpose: one delete is not taken off the counts
public record SoakOptions(
        long seed,
        int acts,
        int tenants,
        int people,
        int rooms,
        int workers,
        int killEvery,
        Set<String> kill,
        Duration down,
        int checks,
        Duration settle,
        int seconds,
        boolean skipDelete) {
    private static final int MAX_PEOPLE = 500;

    public SoakOptions {
        kill = Set.copyOf(kill);
        range("acts", acts, 1, 100_000_000);
        range("tenants", tenants, 1, 16);
        range("people", people, 2, MAX_PEOPLE);
        range("channels", rooms, 1, MAX_PEOPLE);
        range("workers", workers, 1, 64);
        range("kill-every", killEvery, 0, Integer.MAX_VALUE);
        range("checks", checks, 1, 1_000);
        range("for", seconds, 0, 1_000_000);
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }
}
