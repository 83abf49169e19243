package dev.gapless.cli.stack;

import java.util.List;
import java.util.Optional;

/// How a stack is: what `gapless status -o json` prints.
///
/// @param data its directory
/// @param state `up`, `down` or `killed` (the state file is there, the process is not)
/// @param pid of its JVM
/// @param healthy true if it is up and every part answers
/// @param parts each part
record StackStatus(String data, String state, Optional<Long> pid, boolean healthy, List<Part> parts) {
    StackStatus {
        parts = List.copyOf(parts);
    }

    /// A part.
    ///
    /// @param name such as `gateway 1`, `shard -80`
    /// @param address where it listens
    /// @param pid if it is a process of its own
    /// @param healthy whether it answers as it should
    /// @param detail what it answered
    record Part(String name, String address, Optional<Long> pid, boolean healthy, String detail) {}
}
