package dev.gapless.server.sync;

import dev.gapless.protocol.error.GaplessException;
import java.time.Duration;

/// What `since` holds: when a sync began, and where the user's streams stood then.
///
/// @param atMs time of the gateway, ms since 1970
/// @param cursors revision of the user's own stream
/// @param inbox revision of the inbox, 0 if it never answered
record SyncToken(long atMs, long cursors, long inbox) {
    /// Gateways' clocks may differ, and an event has the time at which its sender was heard: whatever is that much older is told again.
    static final Duration SLACK = Duration.ofSeconds(60);
    /// Older ones are answered by a fresh start.
    static final Duration HORIZON = Duration.ofDays(30);

    private static final String VERSION = "s1";
    private static final int PARTS = 4;

    String text() {
        return VERSION + "." + Long.toString(atMs, 36) + "." + Long.toString(cursors, 36) + "."
                + Long.toString(inbox, 36);
    }

    /// @throws GaplessException `invalid-field`
    static SyncToken parse(String field, String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length == PARTS && parts[0].equals(VERSION)) {
            try {
                SyncToken token = new SyncToken(
                        Long.parseLong(parts[1], 36), Long.parseLong(parts[2], 36), Long.parseLong(parts[3], 36));
                if (token.atMs >= 0 && token.cursors >= 0 && token.inbox >= 0) {
                    return token;
                }
            } catch (NumberFormatException e) {
                throw bad(field, text);
            }
        }
        throw bad(field, text);
    }

    /// False if it cannot be told what changed since: too old, or of another history.
    boolean honourable(long nowMs, long cursorsNow) {
        return atMs <= nowMs + SLACK.toMillis() && atMs >= nowMs - HORIZON.toMillis() && cursors <= cursorsNow;
    }

    /// Whatever happened at or after this may be new.
    long changedAfterMs() {
        return atMs - SLACK.toMillis();
    }

    private static GaplessException bad(String field, String text) {
        return GaplessException.invalidField(field, text, "as an answer gave it");
    }
}
