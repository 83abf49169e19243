package dev.gapless.protocol.audit;

/// Where the record of a workspace ends.
///
/// @param seq of the last entry, 0 if there is none
/// @param hash of the last entry
public record AuditHead(long seq, AuditHash hash) {
    /// Before the first entry.
    public static final AuditHead START = new AuditHead(0, AuditHash.zero());
}
