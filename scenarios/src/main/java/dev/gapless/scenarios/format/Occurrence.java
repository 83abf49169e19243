package dev.gapless.scenarios.format;

import java.util.Locale;

/// What a run counts: a fault can wait for it, and a guard can ask that it happened.
public enum Occurrence {
    SEND_ACKED("a send was acknowledged"),
    SEND_DOUBTFUL("an answer was missing, so that the client sends again"),
    SEND_SLOW("a send was acknowledged more than a second after it was due"),
    SEND_DUPLICATE("a send was acknowledged that an earlier try had brought into the log"),
    SEND_REFUSED("a send was refused"),
    CLIENT_CONNECTED("a device is live"),
    CLIENT_DISCONNECTED("a live device lost its connection"),
    CLIENT_RESUMED("a device is live again after it had been before"),
    SESSION_MOVED("a device is live on another gateway than before"),
    GAP_DETECTED("a device found events missing"),
    GAP_REPAIRED("a device has the missing events"),
    FRAME_DROPPED("a push was dropped by a fault"),
    FRAME_DUPLICATED("a push was doubled by a fault"),
    FRAME_REORDERED("two pushes changed places by a fault"),
    FRAME_DELAYED("a frame was read late by a fault"),
    GAP_MARKED("a gateway told a device to pull events, which were too many to push or too old"),
    CLIENT_DRAINED("a gateway that goes away told a device to go elsewhere"),
    CONNECTION_CUT("a proxy cut a connection"),
    PUSH_DELETED("a record for a gateway was deleted on the broker by a fault, perhaps before it was fetched"),
    SEND_REPEATED("an acknowledged send was sent again by a fault"),
    READ_BACK("a page was read to see one's own last message"),
    CURSOR_MOVED("a device heard of a read cursor"),
    FAULT_INJECTED("a fault began"),
    FAULT_HEALED("a fault ended"),
    FANOUT_PROGRESS("a message has reached a fraction of its recipients; for triggers");

    private final String doc;

    Occurrence(String doc) {
        this.doc = doc;
    }

    /// The name in files, such as `gap.detected`.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    public String doc() {
        return doc;
    }
}
