package dev.gapless.control.act;

import dev.gapless.control.http.AdminAnswer;
import java.util.Optional;

/// What a write did, as far as its transaction is concerned.
///
/// @param answer to the caller
/// @param record what goes into the record; empty if there is nothing to record, since nothing changed
/// @param shownOnce what to say to a repetition, if the answer holds a secret that is not kept
/// @param policy true if gateways must hear of it
public record Done(AdminAnswer answer, Optional<Change> record, Optional<String> shownOnce, boolean policy) {
    /// What was changed.
    ///
    /// @param before as JSON value; null for something new
    /// @param after as JSON value
    public record Change(Object before, Object after) {}

    /// It is so already.
    public static Done unchanged(AdminAnswer answer) {
        return new Done(answer, Optional.empty(), Optional.empty(), false);
    }

    /// It was changed.
    public static Done changed(AdminAnswer answer, Object before, Object after) {
        return new Done(answer, Optional.of(new Change(before, after)), Optional.empty(), false);
    }

    /// The same, and gateways must hear of it.
    public Done toldToGateways() {
        return new Done(answer, record, shownOnce, true);
    }

    /// The same, with an answer that holds a secret.
    ///
    /// @param text what to say to a repetition
    public Done shownOnce(String text) {
        return new Done(answer, record, Optional.of(text), policy);
    }
}
