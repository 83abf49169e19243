package dev.gapless.protocol.event;

import dev.gapless.protocol.id.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an event does to who is mentioned by the message it is about, for those who count: record header [#HEADER].
///
/// Bytes, big endian: version 1 (byte), everyone (byte), number of users added (2) and their ids (8 each), number of users removed
/// (2) and their ids (8 each).
///
/// @param everyone true if all members are mentioned by the message after this event; if false they are not, or no more
/// @param added users mentioned now that were not before, each once
/// @param removed users mentioned before that are not now, each once
public record MentionChange(boolean everyone, List<UserId> added, List<UserId> removed) {
    /// Name of the record header; absent when an event changes nothing about mentions.
    public static final String HEADER = "m";

    private static final byte VERSION = 1;
    private static final int MIN_BYTES = 2 + 2 * Short.BYTES;

    public MentionChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /// The change from one text's mentions to another's; empty if it is none.
    public static Optional<MentionChange> between(List<Mention> before, List<Mention> after) {
        List<UserId> old = users(before);
        List<UserId> now = users(after);
        Set<UserId> oldSet = new HashSet<>(old);
        Set<UserId> nowSet = new HashSet<>(now);
        List<UserId> added = now.stream().filter(user -> !oldSet.contains(user)).toList();
        List<UserId> removed = old.stream().filter(user -> !nowSet.contains(user)).toList();
        boolean everyone = everyone(after);
        return added.isEmpty() && removed.isEmpty() && everyone == everyone(before)
                ? Optional.empty()
                : Optional.of(new MentionChange(everyone, added, removed));
    }

    /// The users named, each once, in order of their first mention.
    public static List<UserId> users(List<Mention> mentions) {
        List<UserId> users = new ArrayList<>();
        for (Mention mention : mentions) {
            if (mention.target() instanceof MentionTarget.User(UserId user) && !users.contains(user)) {
                users.add(user);
            }
        }
        return users;
    }

    /// True if all members are named by one word.
    public static boolean everyone(List<Mention> mentions) {
        return mentions.stream().anyMatch(mention -> mention.target() instanceof MentionTarget.Everyone);
    }

    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(MIN_BYTES + (added.size() + removed.size()) * Long.BYTES)
                .put(VERSION)
                .put((byte) (everyone ? 1 : 0));
        put(out, added);
        put(out, removed);
        return out.array();
    }

    /// @throws IllegalArgumentException if the bytes are not a change of a known version
    public static MentionChange fromBytes(byte[] bytes) {
        if (bytes.length < MIN_BYTES || bytes[0] != VERSION) {
            throw bad(bytes);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(1);
        boolean everyone = in.get() == 1;
        return new MentionChange(everyone, take(in, bytes), take(in, bytes));
    }

    private static void put(ByteBuffer out, List<UserId> users) {
        out.putShort((short) users.size());
        users.forEach(user -> out.putLong(user.value()));
    }

    private static List<UserId> take(ByteBuffer in, byte[] bytes) {
        if (in.remaining() < Short.BYTES) {
            throw bad(bytes);
        }
        int count = in.getShort();
        if (count < 0 || in.remaining() < count * Long.BYTES) {
            throw bad(bytes);
        }
        List<UserId> users = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            users.add(new UserId(in.getLong()));
        }
        return users;
    }

    private static IllegalArgumentException bad(byte[] bytes) {
        return new IllegalArgumentException(
                "mention change: " + bytes.length + " bytes (expected: a change of version " + VERSION + ")");
    }
}
