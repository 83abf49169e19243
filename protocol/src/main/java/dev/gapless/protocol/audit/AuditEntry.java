package dev.gapless.protocol.audit;

import dev.gapless.protocol.id.WorkspaceId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// One administrative act, or one that was refused.
///
/// Its hash covers the hash of the entry before it and every other field, each with its length, so that no text can be moved from
/// one field to the next.
///
/// @param workspace whose record it is in
/// @param seq place in the record: 1, 2, 3 …
/// @param atMs when, in milliseconds since 1970
/// @param action what, such as `workspace.suspend`
/// @param outcome `done`, `begun` if it takes more than one transaction and `done` is to follow, or the code of the refusal
/// @param actor who: `operator`, `nobody`, or the id of a user
/// @param session the token that was shown: `operator`, `-`, or its id
/// @param target what was acted on
/// @param reason as given, or empty
/// @param requestId of the request
/// @param before JSON of what was there, or empty
/// @param after JSON of what is there now, or what was wrong with a refused one
/// @param hash of the entry
public record AuditEntry(
        WorkspaceId workspace,
        long seq,
        long atMs,
        String action,
        String outcome,
        String actor,
        String session,
        String target,
        String reason,
        String requestId,
        String before,
        String after,
        AuditHash hash) {
    /// Outcome of an act that was carried out.
    public static final String DONE = "done";
    /// Outcome of an act before the first of its transactions.
    public static final String BEGUN = "begun";

    /// This entry with the seq and the hash that follow a head.
    public AuditEntry after(AuditHead head) {
        AuditEntry placed = with(head.seq() + 1, hash);
        return placed.with(placed.seq(), placed.hashAfter(head.hash()));
    }

    /// What the hash has to be if the entry before has this one.
    public AuditHash hashAfter(AuditHash previous) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        add(bytes, previous.hex());
        bytes.writeBytes(ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(workspace.value())
                .putLong(seq)
                .putLong(atMs)
                .array());
        for (String text : new String[] {
            action, outcome, actor, session, target, reason, requestId, before, after
        }) {
            add(bytes, text);
        }
        try {
            return AuditHash.of(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }

    /// Where the record ends with this entry.
    public AuditHead head() {
        return new AuditHead(seq, hash);
    }

    private AuditEntry with(long newSeq, AuditHash newHash) {
        return new AuditEntry(
                workspace, newSeq, atMs, action, outcome, actor, session, target, reason, requestId, before, after,
                newHash);
    }

    private static void add(ByteArrayOutputStream bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        bytes.writeBytes(utf8);
    }
}
