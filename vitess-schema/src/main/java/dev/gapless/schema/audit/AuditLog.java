package dev.gapless.schema.audit;

import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.audit.AuditHead;
import org.jdbi.v3.core.Handle;

/// Appends to the record of a workspace, in the transaction of the act that is recorded: either both are there or neither is.
///
/// It takes the lock on the record's head, so it is the last thing that a transaction does before its commit. Any thread.
public final class AuditLog {
    private AuditLog() {}

    /// Gives the entry its seq and hash, and stores it.
    ///
    /// @param draft its seq and hash are not looked at
    /// @return as stored
    public static AuditEntry append(Handle handle, AuditEntry draft) {
        AuditHead head = AuditHeadTable.lock(handle, draft.workspace());
        AuditEntry entry = draft.after(head);
        AuditEventTable.insert(handle, entry);
        AuditHeadTable.move(handle, draft.workspace(), entry.head());
        return entry;
    }
}
