package dev.gapless.protocol.quota;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is limited, as so many in a second. Numbers are stored.
public enum QuotaDimension {
    /// Messages sent in a second.
    SENDS(1, "messages sent in a second"),
    /// Pages of history read in a second.
    HISTORY(2, "pages of history read in a second");

    private final int number;
    private final String doc;

    QuotaDimension(int number, String doc) {
        this.number = number;
        this.doc = doc;
    }

    public int number() {
        return number;
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

    /// The texts of all.
    public static List<String> texts() {
        return Arrays.stream(values()).map(QuotaDimension::text).toList();
    }
}
