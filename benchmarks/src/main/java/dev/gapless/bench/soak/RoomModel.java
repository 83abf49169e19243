package dev.gapless.bench.soak;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the log of one channel means, folded event by event in the plainest way: every message with its state, every member, and
/// counts by looking at each message. It remembers when a message changed, so that it can also count as of an earlier head.
///
/// Confined to the thread that checks.
final class RoomModel {
    private final ChannelId channel;
    private final TreeMap<Long, Message> messages = new TreeMap<>();
    private final Map<UserId, Long> joined = new HashMap<>();
    /// Ordinal of each seq; that of seq n is at n.
    private final List<Long> ordinals = new ArrayList<>(List.of(0L));

    RoomModel(ChannelId channel) {
        this.channel = channel;
    }

    /// Who a message speaks to, from some seq on.
    private record Heard(long from, Set<UserId> named, boolean everyone) {}

    /// Unread and mentions.
    record Counts(long unread, long mentions) {}

    private static final class Message {
        final UserId author;
        final boolean countable;
        final long root;
        final List<Heard> heard = new ArrayList<>();
        String text;
        long deletedAt;

        Message(UserId author, boolean countable, long root, String text) {
            this.author = author;
            this.countable = countable;
            this.root = root;
            this.text = text;
        }

        boolean deleted(long head) {
            return deletedAt > 0 && deletedAt <= head;
        }

        Heard heard(long head) {
            Heard found = heard.getFirst();
            for (Heard one : heard) {
                if (one.from() <= head) {
                    found = one;
                }
            }
            return found;
        }
    }

    ChannelId channel() {
        return channel;
    }

    long head() {
        return ordinals.size() - 1L;
    }

    long ordinal(long seq) {
        return ordinals.get(Math.toIntExact(seq));
    }

    Map<UserId, Long> members() {
        return joined;
    }

    /// Takes the next event of the log that is none of those below.
    void pass() {
        ordinals.add(ordinals.getLast());
    }

    void post(UserId author, String text, long root, boolean countable, Set<UserId> named, boolean everyone) {
        ordinals.add(ordinals.getLast() + (countable ? 1 : 0));
        Message message = new Message(author, countable, root, text);
        message.heard.add(hears(named, everyone));
        messages.put(head(), message);
    }

    /// @return false if there is nothing to edit
    boolean edit(long target, String text, Set<UserId> named, boolean everyone) {
        pass();
        Message message = messages.get(target);
        if (message == null || message.deletedAt > 0) {
            return false;
        }
        message.text = text;
        message.heard.add(hears(named, everyone));
        return true;
    }

    /// @return false if there is nothing to delete
    boolean delete(long target) {
        pass();
        Message message = messages.get(target);
        if (message == null || message.deletedAt > 0) {
            return false;
        }
        message.deletedAt = head();
        return true;
    }

    void join(UserId user) {
        pass();
        joined.putIfAbsent(user, head());
    }

    void leave(UserId user) {
        pass();
        joined.remove(user);
    }

    private Heard hears(Set<UserId> named, boolean everyone) {
        Set<UserId> members = new HashSet<>(named);
        members.retainAll(joined.keySet());
        return new Heard(head(), members, everyone);
    }

    /// The text as it is now, null if the message is deleted or none.
    @Nullable
    String text(long seq) {
        Message message = messages.get(seq);
        return message == null || message.deletedAt > 0 ? null : message.text;
    }

    Counts counts(UserId user, long position, long head) {
        long unread = 0;
        long mentions = 0;
        if (position >= head) {
            return new Counts(0, 0);
        }
        for (Message message : messages.subMap(position, false, head, true).values()) {
            if (!message.deleted(head)) {
                Heard heard = message.heard(head);
                unread += message.countable ? 1 : 0;
                mentions += (heard.named().contains(user) ? 1 : 0) + (heard.everyone() ? 1 : 0);
            }
        }
        return new Counts(unread, mentions);
    }

    /// Replies behind each thread's cursor.
    long unreadReplies(Map<Long, Long> cursors) {
        if (cursors.isEmpty()) {
            return 0;
        }
        long lowest = cursors.values().stream().mapToLong(Long::longValue).min().orElse(0);
        return messages.tailMap(lowest, false).entrySet().stream()
                .filter(entry -> entry.getValue().root > 0 && entry.getValue().deletedAt == 0)
                .filter(entry -> entry.getKey() > cursors.getOrDefault(entry.getValue().root, Long.MAX_VALUE))
                .count();
    }

    /// Seqs of the messages that name the user.
    Set<Long> naming(UserId user) {
        Set<Long> found = new HashSet<>();
        messages.forEach((seq, message) -> {
            if (message.deletedAt == 0 && message.heard(head()).named().contains(user)) {
                found.add(seq);
            }
        });
        return found;
    }

    /// Seqs of the messages that speak to everybody.
    Set<Long> everyone() {
        Set<Long> found = new HashSet<>();
        messages.forEach((seq, message) -> {
            if (message.deletedAt == 0 && message.heard(head()).everyone()) {
                found.add(seq);
            }
        });
        return found;
    }

    UserId author(long seq) {
        Message message = messages.get(seq);
        if (message == null) {
            throw new IllegalArgumentException(channel + ": seq " + seq + " is no message");
        }
        return message.author;
    }
}
