package dev.gapless.schema.log;

import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.Seq;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// Tells whether two sends under one key say the same: the first 16 bytes of SHA-256 over what the client chose.
final class BodyHash {
    private static final int BYTES = 16;

    private BodyHash() {}

    /// The hash of a body as it was first sent; later edits do not change it.
    static byte[] of(EventBody body) {
        MessageDigest digest = sha256();
        switch (body) {
            case EventBody.MessagePosted posted -> {
                long root = posted.threadRoot().map(Seq::value).orElse(0L);
                digest.update(ByteBuffer.allocate(Long.BYTES).putLong(root).array());
                digest.update(posted.text().getBytes(StandardCharsets.UTF_8));
                if (posted.alsoToChannel()) {
                    // Behind the text, where UTF-8 never has it, so that sends of the first release keep their hash.
                    digest.update((byte) 0xff);
                }
            }
            case EventBody.MessageEdited edited -> about(digest, edited.target(), edited.text());
            case EventBody.MessageDeleted(Seq target) -> about(digest, target, "");
            case EventBody.ReactionAdded(Seq target, String emoji) -> about(digest, target, "+" + emoji);
            case EventBody.ReactionRemoved(Seq target, String emoji) -> about(digest, target, "-" + emoji);
            case EventBody.MessagePinned(Seq target) -> about(digest, target, "pin");
            case EventBody.MessageUnpinned(Seq target) -> about(digest, target, "unpin");
            case EventBody.MemberJoined joined -> digest.update(joined.toString().getBytes(StandardCharsets.UTF_8));
            case EventBody.MemberLeft left -> digest.update(left.toString().getBytes(StandardCharsets.UTF_8));
            case EventBody.ChannelChanged changed ->
                digest.update(EventAttributes.write(changed.changes()).getBytes(StandardCharsets.UTF_8));
            case EventBody.Other other -> digest.update(other.kindText().getBytes(StandardCharsets.UTF_8));
        }
        return Arrays.copyOf(digest.digest(), BYTES);
    }

    private static void about(MessageDigest digest, Seq target, String text) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(target.value()).array());
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
