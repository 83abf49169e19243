package dev.gapless.client.history;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.Seq;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// SHA-256 over the canonical bytes of events, so that two readers can say in one line that they saw the same log.
///
/// Per event, big endian, texts as a 4-byte length and UTF-8: seq (8), ordinal (8), actor (8), commit time in ms (8), kind
/// (text), then by kind: a message has text, key, thread root or 0 (8), last change or 0 (8), deleted (1); a join has user (8)
/// and role (text); a leave has user (8); a channel change has the number of changes (4) and each name and value (texts), by
/// name; edits, deletes, reactions and pins have the target (8), reactions the emoji (text); other kinds have nothing more. A message's bytes are those of its current state: an edit changes the digest.
///
/// Confined to one thread.
public final class EventDigest {
    private final MessageDigest digest;

    public EventDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public void add(Event event) {
        number(event.seq().value());
        number(event.ordinal().value());
        number(event.actor().value());
        number(event.at().toEpochMilli());
        text(event.body().kindText());
        switch (event.body()) {
            case EventBody.MessagePosted posted -> {
                text(posted.text());
                text(posted.key().value());
                number(value(posted.threadRoot()));
                number(value(posted.changedSeq()));
                digest.update((byte) (posted.deleted() ? 1 : 0));
            }
            case EventBody.MessageEdited edited -> number(edited.target().value());
            case EventBody.MessageDeleted(Seq target) -> number(target.value());
            case EventBody.ReactionAdded(Seq target, String emoji) -> {
                number(target.value());
                text(emoji);
            }
            case EventBody.ReactionRemoved(Seq target, String emoji) -> {
                number(target.value());
                text(emoji);
            }
            case EventBody.MessagePinned(Seq target) -> number(target.value());
            case EventBody.MessageUnpinned(Seq target) -> number(target.value());
            case EventBody.MemberJoined joined -> {
                number(joined.user().value());
                text(joined.role().text());
            }
            case EventBody.MemberLeft left -> number(left.user().value());
            case EventBody.ChannelChanged changed -> {
                digest.update(ByteBuffer.allocate(Integer.BYTES)
                        .putInt(changed.changes().size())
                        .flip());
                for (Map.Entry<String, String> change : changed.changes().entrySet()) {
                    text(change.getKey());
                    text(change.getValue());
                }
            }
            case EventBody.Other other -> {}
        }
    }

    /// The digest of what was added, in lower-case hex; starts anew.
    public String finish() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void number(long value) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
    }

    private void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static long value(Optional<Seq> seq) {
        return seq.map(Seq::value).orElse(0L);
    }
}
