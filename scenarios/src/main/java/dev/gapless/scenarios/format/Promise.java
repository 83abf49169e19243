package dev.gapless.scenarios.format;

import java.util.Locale;

/// What can be promised, with the anomaly that a broken promise is.
///
/// Words: H(c) is the log of channel c, read from every gateway after everything has settled. D(x, c) is what device x showed of c, in the order in
/// which it did, after its client had put aside repeats and filled holes. A send ends as ok (acknowledged at a seq), fail
/// (definitely refused) or info (unknown).
public enum Promise {
    ACKED_RECOVERABLE(
            "every ok send is in H(c) at its seq on every gateway; no fail send is; an info send is there at most once",
            "lost write, aborted read, divergence"),
    DENSE_SEQ("the seqs of H(c) are 1..head, each once", "hole, reused number"),
    IDEMPOTENT_SEND("a client's key has one seq, however often and wherever it was sent", "double post"),
    NO_DUPLICATE_DISPLAY("no seq is twice in D(x, c)", "duplicate"),
    NO_PHANTOM_DISPLAY("D(x, c) is a part of H(c), event by event", "phantom, message after rollback"),
    PER_CONVERSATION_ORDER("D(x, c) rises in seq", "reordering, time travel"),
    CONVERGED("D(x, c) is all of H(c) from where x began, soon after the last heal and send", "missing message"),
    CURSOR_MONOTONE(
            "the read cursor of a user in a channel never falls, as each device sees it, and all devices agree in the end",
            "unread again, cursor regression"),
    UNREAD_EXACT(
            "unread counts of the server equal a recount over H(c) from the cursor, for members online and offline",
            "stuck badge, lost badge"),
    TENANT_ISOLATION(
            "nothing that holds a canary of one tenant reaches a client of another: frames, pages, search, errors",
            "leak across tenants"),
    READ_YOUR_WRITES("after ok at seq s, a page read by the same user from any gateway has s", "stale read"),
    NO_SILENT_DROP(
            "every send has an outcome once all is settled; refusals carry a code, those for overload also a retry hint",
            "silent drop, hidden shedding"),
    BOUNDED_RECONNECT_RATE("no second, wherever it begins, has more attempts to connect than the bound",
            "thundering herd");

    private final String definition;
    private final String anomaly;

    Promise(String definition, String anomaly) {
        this.definition = definition;
        this.anomaly = anomaly;
    }

    /// The name in files, such as `dense_seq`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// When it holds.
    public String definition() {
        return definition;
    }

    /// What it is called when it does not.
    public String anomaly() {
        return anomaly;
    }
}
