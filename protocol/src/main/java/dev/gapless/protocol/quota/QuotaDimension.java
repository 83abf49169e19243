package dev.gapless.protocol.quota;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is limited: so many in a second, or so many at a time. Numbers are stored.
public enum QuotaDimension {
    /// Messages sent in a second.
    SENDS(1, Measure.RATE, "messages sent in a second"),
    /// Pages of history read in a second.
    HISTORY(2, Measure.RATE, "pages of history read in a second"),
    /// People and bots of a workspace.
    MEMBERS(3, Measure.COUNT, "people and bots who are not deactivated"),
    /// Channels of a workspace.
    CHANNELS(4, Measure.COUNT, "channels that are not archived, without direct messages");

    /// How it is measured.
    public enum Measure {
        /// So many in a second, from a bucket of tokens.
        RATE,
        /// So many at a time, counted when one more is to be made.
        COUNT
    }

    private final int number;
    private final Measure measure;
    private final String doc;

    QuotaDimension(int number, Measure measure, String doc) {
        this.number = number;
        this.measure = measure;
        this.doc = doc;
    }

    public int number() {
        return number;
    }

    public Measure measure() {
        return measure;
    }

    /// What is counted, for people.
    public String doc() {
        return doc;
    }

    /// As the wire says it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<QuotaDimension> find(int number) {
        return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }

    public static Optional<QuotaDimension> find(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }

    /// Those that are measured so.
    public static List<QuotaDimension> of(Measure measure) {
        return Arrays.stream(values()).filter(value -> value.measure == measure).toList();
    }

    /// The texts of all.
    public static List<String> texts() {
        return Arrays.stream(values()).map(QuotaDimension::text).toList();
    }
}
