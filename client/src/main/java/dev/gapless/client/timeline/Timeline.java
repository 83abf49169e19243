package dev.gapless.client.timeline;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.Seq;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The messages of one channel, folded from the events of its log.
///
/// Events may come in any order, more than once, and as they were read at different times: live, or from a page, where a message
/// and an edit carry the text of that moment. What comes out depends only on which events came. An edit applies if the larger of
/// its seq and its `changed_seq` is above the change known of its target; a delete wins for ever; of reactions the latest per
/// message, emoji and person decides; of pinnings the latest per message; of a channel's properties the latest of each.
///
/// Holds the messages with the highest seqs, up to a bound; what is said of lower ones is forgotten. For one thread.
public final class Timeline {
    /// Messages kept when it is not said how many.
    public static final int DEFAULT_MAX = 2_000;

    private final int max;
    private final TreeMap<Long, Subject> subjects = new TreeMap<>();
    private final Map<String, Property> properties = new HashMap<>();

    public Timeline() {
        this(DEFAULT_MAX);
    }

    /// @param max messages kept, 1 or more
    public Timeline(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max: " + max + " (expected: >= 1)");
        }
        this.max = max;
    }

    private record Property(long seq, String value) {}

    /// Takes an event.
    ///
    /// @return the known messages that look otherwise now, by seq
    public List<Message> apply(Event event) {
        long seq = event.seq().value();
        Set<Long> touched = new TreeSet<>();
        switch (event.body()) {
            case EventBody.MessagePosted posted -> {
                touched.add(seq);
                posted.threadRoot().ifPresent(root -> touched.add(root.value()));
            }
            case EventBody.ChannelChanged changed -> changed.changes()
                    .forEach((name, value) -> properties.merge(
                            name, new Property(seq, value), (old, now) -> now.seq() > old.seq() ? now : old));
            case EventBody.MessageEdited edited -> touched.add(edited.target().value());
            case EventBody.MessageDeleted deleted -> touched.add(deleted.target().value());
            case EventBody.ReactionAdded added -> touched.add(added.target().value());
            case EventBody.ReactionRemoved removed -> touched.add(removed.target().value());
            case EventBody.MessagePinned pinned -> touched.add(pinned.target().value());
            case EventBody.MessageUnpinned unpinned -> touched.add(unpinned.target().value());
            case EventBody.MemberJoined joined -> {}
            case EventBody.MemberLeft left -> {}
            case EventBody.Other other -> {}
        }
        touched.stream().toList().forEach(target -> rootOf(target).ifPresent(touched::add));
        Map<Long, Optional<Message>> before = new TreeMap<>();
        touched.forEach(target -> before.put(target, message(target)));
        fold(event, seq);
        trim();
        List<Message> changed = new ArrayList<>();
        before.forEach((target, old) -> message(target)
                .filter(now -> !old.equals(Optional.of(now)))
                .ifPresent(changed::add));
        return changed;
    }

    /// Forgets everything: the log begins anew.
    public void clear() {
        subjects.clear();
        properties.clear();
    }

    /// A message that is known.
    public Optional<Message> message(Seq seq) {
        return message(seq.value());
    }

    /// All messages that are known, in seq order.
    public List<Message> messages() {
        return subjects.values().stream().flatMap(subject -> subject.message().stream()).toList();
    }

    /// The replies to a message that are known, in seq order, deleted ones too.
    public List<Message> replies(Seq root) {
        return subjects.tailMap(root.value(), false).values().stream()
                .flatMap(subject -> subject.message().stream())
                .filter(message -> message.threadRoot().equals(Optional.of(root)))
                .toList();
    }

    /// Pinned messages that are known, in seq order.
    public List<Message> pins() {
        return messages().stream().filter(Message::pinned).toList();
    }

    /// A property of the channel, such as `name` or `class`, if an event that came set it.
    public Optional<String> property(String name) {
        return Optional.ofNullable(properties.get(name)).map(Property::value);
    }

    private void fold(Event event, long seq) {
        switch (event.body()) {
            case EventBody.MessagePosted posted -> {
                subject(seq).post(event, posted);
                countReply(seq);
            }
            case EventBody.MessageEdited edited -> {
                subject(edited.target().value()).edit(seq, edited);
                countReply(edited.target().value());
            }
            case EventBody.MessageDeleted deleted -> {
                subject(deleted.target().value()).delete(seq);
                countReply(deleted.target().value());
            }
            case EventBody.ReactionAdded added ->
                subject(added.target().value()).vote(seq, added.emoji(), event.actor(), true);
            case EventBody.ReactionRemoved removed ->
                subject(removed.target().value()).vote(seq, removed.emoji(), event.actor(), false);
            case EventBody.MessagePinned pinned -> subject(pinned.target().value()).pin(seq, true);
            case EventBody.MessageUnpinned unpinned -> subject(unpinned.target().value()).pin(seq, false);
            case EventBody.MemberJoined joined -> {}
            case EventBody.MemberLeft left -> {}
            case EventBody.ChannelChanged changed -> {}
            case EventBody.Other other -> {}
        }
    }

    /// Puts a reply among those of its root, or takes it out once it is deleted.
    private void countReply(long reply) {
        rootOf(reply).ifPresent(root -> {
            if (subject(reply).deleted()) {
                subject(root).replies.remove(reply);
            } else {
                subject(root).replies.add(reply);
            }
        });
    }

    private Optional<Long> rootOf(long seq) {
        return message(seq).flatMap(Message::threadRoot).map(Seq::value);
    }

    private Optional<Message> message(long seq) {
        Subject subject = subjects.get(seq);
        return subject == null ? Optional.empty() : subject.message();
    }

    private Subject subject(long seq) {
        return subjects.computeIfAbsent(seq, missing -> new Subject());
    }

    private void trim() {
        while (subjects.size() > max) {
            subjects.pollFirstEntry();
        }
    }
}
