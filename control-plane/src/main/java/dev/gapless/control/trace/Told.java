package dev.gapless.control.trace;

import dev.gapless.protocol.api.TraceMarks;
import java.util.Optional;

/// What became of the question to one process.
///
/// @param role what it is
/// @param process its name, as far as it is known before it answers
/// @param marks its answer
/// @param why why there is none
record Told(Role role, String process, Optional<TraceMarks> marks, String why) {
    enum Role {
        GATEWAY, FANOUT
    }

    static Told answer(Role role, TraceMarks marks) {
        return new Told(role, marks.process(), Optional.of(marks), "");
    }

    static Told silence(Role role, String process, String why) {
        return new Told(role, process, Optional.empty(), why);
    }
}
