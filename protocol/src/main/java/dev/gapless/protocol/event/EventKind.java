package dev.gapless.protocol.event;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Kinds of events, with the number used in rows and record headers and the text used on the wire.
///
/// Numbers are for ever. Readers that do not know a kind keep its seq and show nothing ([EventBody.Other]). Numbers from 101 on
/// never stand in a log: they belong to [UserStream].
public enum EventKind {
    MESSAGE_POSTED(1, "message.posted", true),
    MEMBER_JOINED(2, "member.joined", false),
    MEMBER_LEFT(3, "member.left", false),
    CHANNEL_CHANGED(4, "channel.changed", false),
    MESSAGE_EDITED(11, "message.edited", false),
    MESSAGE_DELETED(12, "message.deleted", false),
    REACTION_ADDED(13, "reaction.added", false),
    REACTION_REMOVED(14, "reaction.removed", false),
    MESSAGE_PINNED(15, "message.pinned", false),
    MESSAGE_UNPINNED(16, "message.unpinned", false);

    private static final Map<Integer, EventKind> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventKind::number, Function.identity()));
    private static final Map<String, EventKind> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventKind::text, Function.identity()));

    private final int number;
    private final String text;
    private final boolean countable;

    EventKind(int number, String text, boolean countable) {
        this.number = number;
        this.text = text;
        this.countable = countable;
    }

    public int number() {
        return number;
    }

    public String text() {
        return text;
    }

    /// True if events of this kind may make a channel unread. Whether one does, and so takes an ordinal of its own, says
    /// [EventBody#countable].
    public boolean countable() {
        return countable;
    }

    public static Optional<EventKind> find(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    public static Optional<EventKind> find(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
