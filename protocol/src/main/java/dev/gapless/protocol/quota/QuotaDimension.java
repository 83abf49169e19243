package dev.gapless.protocol.quota;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is limited: so many in a second, or so many at a time. Numbers are stored.
public enum QuotaDimension {
    /// Messages sent in a second.
    SENDS(1, Measure.RATE, true, "messages sent in a second"),
    /// Pages of history read in a second.
    HISTORY(2, Measure.RATE, true, "pages of history read in a second"),
    /// People and bots of a workspace.
    MEMBERS(3, Measure.COUNT, false, "people and bots who are not deactivated"),
    /// Channels of a workspace.
    CHANNELS(4, Measure.COUNT, false, "channels that are not archived, without direct messages"),
    /// Bytes of events written to readers in a second. They are written whatever the limit is; what is over makes senders wait.
    FANOUT(5, Measure.RATE, false, "bytes of events written to readers in a second"),
    /// WebSocket connections that are open.
    SOCKETS(6, Measure.COUNT, true, "open WebSocket connections, of gateways with more than a thousandth of the limit"),
    /// Bytes of events that are kept.
    STORAGE(7, Measure.COUNT, false, "bytes of events that are kept");

    /// How it is measured.
    public enum Measure {
        /// So many in a second, from a bucket of tokens.
        RATE,
        /// So many at a time.
        COUNT
    }

    private final int number;
    private final Measure measure;
    private final boolean ofUsers;
    private final String doc;

    QuotaDimension(int number, Measure measure, boolean ofUsers, String doc) {
        this.number = number;
        this.measure = measure;
        this.ofUsers = ofUsers;
        this.doc = doc;
    }

    public int number() {
        return number;
    }

    public Measure measure() {
        return measure;
    }

    /// True if users can have limits too, and not only workspaces.
    public boolean ofUsers() {
        return ofUsers;
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
