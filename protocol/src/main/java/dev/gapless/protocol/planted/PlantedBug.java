package dev.gapless.protocol.planted;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A mistake that a role makes on purpose, so that `gapless scenario mutate` can show that it is noticed: docs/decisions/0092.
///
/// No setting and no file turns one on. A process of a role has one if it was started with the system property [#PROPERTY], and then only on
/// a loopback address; it says so in its log and at `/health/ready`. A client has one if the program that makes it says so.
public enum PlantedBug {
    ACK_BEFORE_COMMIT(
            EnumSet.of(Place.GATEWAY),
            "now and then a send is acknowledged before its commit, and the commit never comes"),
    REUSE_SEQ(EnumSet.of(Place.GATEWAY), "now and then a send is told the seq that another message has"),
    REFUSE_COMMITTED(EnumSet.of(Place.GATEWAY), "now and then a send is refused for good although it was committed"),
    SKIP_SEQ(EnumSet.of(Place.GATEWAY), "now and then the append transaction leaves a number out"),
    FORGET_KEYS(EnumSet.of(Place.GATEWAY), "idempotency keys are not compared: a repeat is a new message"),
    RETRY_ANSWERS_OTHER_SEQ(EnumSet.of(Place.GATEWAY),
            "a repeat is recognized and told another seq than the first time"),
    SWALLOW_SEND(EnumSet.of(Place.GATEWAY), "some sends are never answered, however often they are tried"),
    PUSH_BEFORE_COMMIT(
            EnumSet.of(Place.GATEWAY), "readers get an event before its commit, which is then rolled back"),
    DROP_OUTBOX(EnumSet.of(Place.GATEWAY), "what was committed is never published"),
    FORGET_INTEREST(EnumSet.of(Place.FANOUT),
            "the barrier of a gateway's interest is answered, the interest forgotten"),
    DROP_SLOW_READER(EnumSet.of(Place.GATEWAY), "a reader that had many events gets no more, and is not told"),
    LOSE_PUSH(
            EnumSet.of(Place.GATEWAY, Place.CLIENT),
            "now and then a push is lost, and clients take no notice of the hole"),
    PUSH_TWICE(EnumSet.of(Place.GATEWAY, Place.CLIENT), "pushes come twice, and clients show them as they come"),
    SHOW_OUT_OF_ORDER(EnumSet.of(Place.CLIENT), "clients show events as they come, also beyond a hole"),
    LEAK_TENANT(EnumSet.of(Place.GATEWAY), "now and then a push of one workspace goes to a socket of another"),
    STALE_PAGE(EnumSet.of(Place.GATEWAY), "the latest page comes from a copy that lacks the newest events"),
    CURSOR_BACK(EnumSet.of(Place.GATEWAY), "now and then the answer to a read has the cursor at the beginning"),
    UNREAD_COUNTS_READ(EnumSet.of(Place.GATEWAY), "the unread count includes the message that the cursor is at"),
    NO_BACKOFF(EnumSet.of(Place.CLIENT), "clients connect again at once");

    /// The system property of a role's process.
    public static final String PROPERTY = "gapless.planted-bug";

    /// What has to have the bug.
    public enum Place {
        GATEWAY,
        FANOUT,
        CLIENT;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Set<Place> places;
    private final String doc;

    PlantedBug(Set<Place> places, String doc) {
        this.places = Set.copyOf(places);
        this.doc = doc;
    }

    /// Its name, such as `ack-before-commit`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// One sentence.
    public String doc() {
        return doc;
    }

    /// Whether this part has it.
    public boolean in(Place place) {
        return places.contains(place);
    }

    /// The parts that have it, such as `gateway, client`.
    public String where() {
        return Arrays.stream(Place.values())
                .filter(places::contains)
                .map(Place::text)
                .collect(Collectors.joining(", "));
    }

    /// Whether an address to listen on is reached from this machine only.
    public static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }

    /// The bug of a name.
    public static Optional<PlantedBug> find(String name) {
        return Arrays.stream(values()).filter(bug -> bug.text().equals(name)).findFirst();
    }

    /// The bug that a role was started with.
    ///
    /// @param property value of [#PROPERTY], empty if it is not set
    /// @param loopback whether the role listens on a loopback address only
    /// @throws IllegalArgumentException if there is no such bug, or if the role may not have one
    public static Optional<PlantedBug> of(String property, boolean loopback) {
        if (property.isEmpty()) {
            return Optional.empty();
        }
        PlantedBug bug = find(property).orElseThrow(() -> new IllegalArgumentException(
                PROPERTY + ": " + property + " (expected: one of "
                        + Arrays.stream(values()).map(PlantedBug::text).collect(Collectors.joining(", ")) + ")"));
        if (!loopback) {
            throw new IllegalArgumentException(
                    PROPERTY + ": " + property + " (expected: none, since this process listens to other machines)");
        }
        return Optional.of(bug);
    }
}
