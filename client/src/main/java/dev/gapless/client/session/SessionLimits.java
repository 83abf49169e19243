package dev.gapless.client.session;

import dev.gapless.protocol.codec.Limits;
import java.time.Duration;

/// The bounds of one session.
///
/// @param heldEvents events of one channel kept back behind a hole; one more, and the lowest goes, to be pulled later
/// @param fetches pages being read at a time
/// @param pageSize events asked for in one page, 1 to [Limits#PAGE_MAX]
/// @param sendsPerChannel sends of one channel on their way at a time; the log has them in the order in which they were sent
/// @param sendsInFlight sends on their way at a time, in all channels; fewer than [Limits#IN_FLIGHT_SENDS], which counts reads too
/// @param outbox sends that are not settled, in all channels
/// @param greetingWithin bound of opening a socket and getting `welcome`
/// @param pongWithin bound of silence after a ping; longer means a dead peer
/// @param answerWithin bound of waiting for an answer; a request may wait twice as long before the connection is given up
/// @param repairAfter how long a push may be late before the log is asked
/// @param stableAfter how long a connection must hold before back-off starts anew
/// @param reconnect waits between attempts
public record SessionLimits(
        int heldEvents,
        int fetches,
        int pageSize,
        int sendsPerChannel,
        int sendsInFlight,
        int outbox,
        Duration greetingWithin,
        Duration pongWithin,
        Duration answerWithin,
        Duration repairAfter,
        Duration stableAfter,
        Backoff reconnect) {
    public static final SessionLimits DEFAULT = new SessionLimits(
            512,
            4,
            500,
            128,
            Limits.IN_FLIGHT_SENDS - 64,
            10_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Backoff.RECONNECT);

    public SessionLimits {
        atLeastOne("heldEvents", heldEvents);
        atLeastOne("fetches", fetches);
        atLeastOne("pageSize", pageSize);
        atLeastOne("sendsPerChannel", sendsPerChannel);
        atLeastOne("sendsInFlight", sendsInFlight);
        atLeastOne("outbox", outbox);
        if (pageSize > Limits.PAGE_MAX) {
            throw new IllegalArgumentException("pageSize: " + pageSize + " (expected: <= " + Limits.PAGE_MAX + ")");
        }
    }

    /// These limits with another number of sends on their way per channel.
    public SessionLimits withSendsPerChannel(int sends) {
        return new SessionLimits(
                heldEvents,
                fetches,
                pageSize,
                sends,
                sendsInFlight,
                outbox,
                greetingWithin,
                pongWithin,
                answerWithin,
                repairAfter,
                stableAfter,
                reconnect);
    }

    /// These limits with another bound of unsettled sends.
    public SessionLimits withOutbox(int sends) {
        return new SessionLimits(
                heldEvents,
                fetches,
                pageSize,
                sendsPerChannel,
                sendsInFlight,
                sends,
                greetingWithin,
                pongWithin,
                answerWithin,
                repairAfter,
                stableAfter,
                reconnect);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
