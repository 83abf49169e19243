package dev.gapless.protocol.api;

import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.audit.AuditHead;
import java.util.List;
import java.util.Optional;

/// A page of a record of acts.
///
/// @param entries in order of their seqs, or newest first if `before` was given
/// @param head where the record ends
/// @param next seq to give as `after` (or `before`) for the next page; absent at the end
public record AuditPage(List<AuditEntry> entries, AuditHead head, Optional<Long> next) {
    public AuditPage {
        entries = List.copyOf(entries);
    }
}
