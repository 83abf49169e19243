package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.protocol.id.Seq;

/// Seqs as people type them.
public final class Seqs {
    private Seqs() {}

    /// @param name of the argument, for the message
    public static Seq of(String name, long value) {
        if (value < 1) {
            throw CliFailure.usage(name + ": " + value + " (expected: 1 or more)", "gapless history shows seqs");
        }
        return new Seq(value);
    }
}
