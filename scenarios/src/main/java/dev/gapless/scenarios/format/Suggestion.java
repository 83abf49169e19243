package dev.gapless.scenarios.format;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What somebody may have meant.
final class Suggestion {
    private static final int LISTED = 14;

    private Suggestion() {}

    /// The known name that is nearest, if one is near.
    static Optional<String> nearest(String given, Collection<String> known) {
        int near = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> distance(given, name) <= near)
                .min(Comparator.comparingInt((String name) -> distance(given, name)).thenComparing(name -> name));
    }

    /// For an error: `did you mean x? one of …`.
    static String among(String given, List<String> known) {
        String all = known.size() <= LISTED
                ? "one of " + String.join(", ", known)
                : "one of " + String.join(", ", known.subList(0, LISTED)) + ", …";
        return nearest(given, known).map(name -> name + "? " + all).orElse(all);
    }

    // Levenshtein, with two rows.
    private static int distance(String one, String other) {
        int[] last = new int[other.length() + 1];
        for (int j = 0; j < last.length; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[last.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(last[j], row[j - 1]) + 1);
            }
            last = row;
        }
        return last[other.length()];
    }
}
