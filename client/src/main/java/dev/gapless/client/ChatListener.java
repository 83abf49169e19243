package dev.gapless.client;

import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.SendUpdate;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.event.Event;

/// What a [ChatClient] tells its application: all on the client's own thread, one call at a time, in the order in which it
/// happened.
///
/// A call that blocks holds up the client (in the end the server stops pushing and the rest is pulled later); a few
/// milliseconds are fine. A call that throws stops the client: its event counts as not taken.
public interface ChatListener {
    /// One entry of a followed channel's log. Each comes once and in seq order per channel; when this returns, the
    /// application has it, and the device's position moves.
    void event(Event event);

    /// The connection stands otherwise than before.
    default void state(ConnectionState state) {}

    /// The user has read otherwise than before, on whichever device. Of one place each comes with a higher revision.
    default void cursor(CursorView cursor) {}

    /// The user's own stream is known up to this revision: keep it with the cursors, to begin there next time.
    default void revision(long revision) {}

    /// A send stands otherwise than before.
    default void send(SendUpdate update) {}

    /// A hole was opened or repaired.
    default void hole(HoleUpdate update) {}

    /// Something else worth knowing.
    default void notice(Notice notice) {}

    /// The listener itself threw, or a store failed; the client has stopped. Called at most once, last.
    default void failed(RuntimeException failure) {}
}
