package dev.gapless.protocol.api;

import java.util.List;

/// What became of [ImportMessages].
///
/// @param seqs of the messages, in their order
/// @param taken how many are new
/// @param joined how many people are members from now on
public record ImportedMessages(List<Long> seqs, long taken, long joined) {
    public ImportedMessages {
        seqs = List.copyOf(seqs);
    }
}
