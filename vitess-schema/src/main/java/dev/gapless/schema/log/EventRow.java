package dev.gapless.schema.log;

import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.EventHeader;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.message.MessageKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row of the log, in its current state.
///
/// The number that the kind has in the row decides about its body; a kind of a later version becomes [EventBody.Other].
public final class EventRow {
    /// Before the key of an event that is no message, so that it never meets a client's key, which holds no such character.
    private static final char NOT_A_MESSAGE = '\u0001';

    final ChannelKey channel;
    final long seq;
    final long ordinal;
    final int kind;
    final int state;
    final long actor;
    final long subject;
    final long createdMs;
    final @Nullable String clientKey;
    final long threadRoot;
    final long target;
    final long changedSeq;
    final @Nullable String text;
    final @Nullable String attributes;
    /// For an edit that was read: the message that it changed, as it is now.
    final @Nullable EventRow targetRow;

    @SuppressWarnings("checkstyle:ParameterNumber") // One parameter per column, filled in one place.
    EventRow(
            ChannelKey channel,
            long seq,
            long ordinal,
            int kind,
            int state,
            long actor,
            long subject,
            long createdMs,
            @Nullable String clientKey,
            long threadRoot,
            long target,
            long changedSeq,
            @Nullable String text,
            @Nullable String attributes,
            @Nullable EventRow targetRow) {
        this.channel = channel;
        this.seq = seq;
        this.ordinal = ordinal;
        this.kind = kind;
        this.state = state;
        this.actor = actor;
        this.subject = subject;
        this.createdMs = createdMs;
        this.clientKey = clientKey;
        this.threadRoot = threadRoot;
        this.target = target;
        this.changedSeq = changedSeq;
        this.text = text;
        this.attributes = attributes;
        this.targetRow = targetRow;
    }

    /// The row of an edit, with the message that it changed.
    EventRow with(EventRow targetMessage) {
        return new EventRow(
                channel, seq, ordinal, kind, state, actor, subject, createdMs, clientKey, threadRoot, target,
                changedSeq,
                text, attributes, targetMessage);
    }

    /// The row with other attributes, before it is written.
    EventRow withAttributes(Map<String, String> changed) {
        return new EventRow(
                channel, seq, ordinal, kind, state, actor, subject, createdMs, clientKey, threadRoot, target,
                changedSeq,
                text, changed.isEmpty() ? null : EventAttributes.write(changed), targetRow);
    }

    /// The row of a message after an edit or delete.
    EventRow changed(int newState, long change, @Nullable String newText, Map<String, String> newAttributes) {
        return new EventRow(
                channel, seq, ordinal, kind, newState, actor, subject, createdMs, clientKey, threadRoot, target, change,
                newText, newAttributes.isEmpty() ? null : EventAttributes.write(newAttributes), null);
    }

    MessageKey key() {
        return new MessageKey(channel, seq);
    }

    boolean isMessage() { return kind == EventKind.MESSAGE_POSTED.number(); }

    boolean isEdit() { return kind == EventKind.MESSAGE_EDITED.number(); }

    /// A row to be written.
    static EventRow fresh(Append append, long seq, long ordinal) {
        EventBody body = append.body();
        int kind = EventKind.find(body.kindText())
                .map(EventKind::number)
                .orElseThrow(() -> new IllegalArgumentException("event kind: " + body.kindText()));
        long threadRoot = 0;
        long subject = 0;
        String text = null;
        String attributes = null;
        switch (body) {
            case EventBody.MessagePosted posted -> {
                threadRoot = posted.threadRoot().map(Seq::value).orElse(0L);
                text = posted.text();
                Map<String, String> written = EventAttributes.ofMessage(posted.alsoToChannel(), posted.mentions());
                attributes = written.isEmpty() ? null : EventAttributes.write(written);
            }
            case EventBody.ReactionAdded(Seq about, String emoji) ->
                attributes = EventAttributes.write(Map.of(EventAttributes.EMOJI, emoji));
            case EventBody.ReactionRemoved(Seq about, String emoji) ->
                attributes = EventAttributes.write(Map.of(EventAttributes.EMOJI, emoji));
            case EventBody.MessageEdited edited -> {}
            case EventBody.MessageDeleted deleted -> {}
            case EventBody.MessagePinned pinned -> {}
            case EventBody.MessageUnpinned unpinned -> {}
            case EventBody.MemberJoined joined -> {
                subject = joined.user().value();
                attributes = EventAttributes.write(Map.of(EventAttributes.ROLE, joined.role().text()));
            }
            case EventBody.MemberLeft left -> subject = left.user().value();
            case EventBody.ChannelChanged changed -> attributes = EventAttributes.write(changed.changes());
            case EventBody.Other other -> throw new IllegalArgumentException("event kind: " + other.kindText());
        }
        return new EventRow(
                append.channel(),
                seq,
                ordinal,
                kind,
                EventState.POSTED,
                append.actor().value(),
                subject,
                append.at().toEpochMilli(),
                storedKey(append),
                threadRoot,
                body instanceof EventBody.MessagePosted ? 0 : body.about().map(Seq::value).orElse(0L),
                0,
                text,
                attributes,
                null);
    }

    /// The key as the unique index holds it, or null.
    static @Nullable String storedKey(Append append) {
        if (append.key().isEmpty()) {
            return null;
        }
        String key = append.key().get().value();
        return append.body() instanceof EventBody.MessagePosted ? key : NOT_A_MESSAGE + key;
    }

    public ChannelKey channel() {
        return channel;
    }

    public long seq() {
        return seq;
    }

    public long ordinal() {
        return ordinal;
    }

    public Instant at() {
        return Instant.ofEpochMilli(createdMs);
    }

    /// Roughly how many bytes the event takes in a page.
    int weight() {
        EventRow message = targetRow;
        return 160 + length(text) * 2 + length(attributes) + (message == null ? 0 : message.weight());
    }

    /// The event that the row is.
    public Event event() {
        return new Event(
                channel.channel(), new Seq(seq), new Ordinal(ordinal), new UserId(actor), at(), body());
    }

    /// The event with its JSON text.
    public EncodedEvent encoded() {
        EncodedEvent encoded = EventCodec.encode(channel.workspace(), event());
        if (encoded.kind() != kind) {
            // The row's own number also for kinds that this version cannot name.
            return new EncodedEvent(
                    channel, seq, ordinal, kind, subject, encoded.at(), encoded.json(), actor, target, 0,
                    Optional.empty());
        }
        if (attributes == null) {
            return encoded;
        }
        if (isMessage()) {
            return encoded.with(0, firstMentions());
        }
        Map<String, String> stored = EventAttributes.read(attributes);
        int flags = stored.containsKey(EventAttributes.TARGET_COUNTABLE) ? EventHeader.TARGET_COUNTABLE : 0;
        return encoded.with(flags, EventAttributes.mentionChange(stored));
    }

    /// Whom a message mentioned when it was written, whatever became of it.
    Optional<MentionChange> firstMentions() {
        if (mentionsChanged()) {
            return EventAttributes.mentionChange(EventAttributes.read(attributes));
        }
        boolean everyone = MentionChange.everyone(mentions());
        List<UserId> heard = heardUsers();
        return heard.isEmpty() && !everyone
                ? Optional.empty()
                : Optional.of(new MentionChange(everyone, heard, List.of()));
    }

    /// True if an edit or delete has changed whom the message mentions.
    boolean mentionsChanged() {
        return attributes != null && EventAttributes.tellsMentionChange(EventAttributes.read(attributes));
    }

    private EventBody body() {
        Optional<EventKind> known = EventKind.find(kind);
        if (known.isEmpty()) {
            return new EventBody.Other("kind-" + kind);
        }
        return switch (known.get()) {
            case MESSAGE_POSTED -> message();
            case MEMBER_JOINED -> new EventBody.MemberJoined(new UserId(subject), role());
            case MEMBER_LEFT -> new EventBody.MemberLeft(new UserId(subject));
            case CHANNEL_CHANGED -> new EventBody.ChannelChanged(EventAttributes.read(attributes));
            case MESSAGE_EDITED -> edit();
            case MESSAGE_DELETED -> new EventBody.MessageDeleted(new Seq(target));
            case REACTION_ADDED -> new EventBody.ReactionAdded(new Seq(target), emoji());
            case REACTION_REMOVED -> new EventBody.ReactionRemoved(new Seq(target), emoji());
            case MESSAGE_PINNED -> new EventBody.MessagePinned(new Seq(target));
            case MESSAGE_UNPINNED -> new EventBody.MessageUnpinned(new Seq(target));
        };
    }

    /// An edit shows the message as it is now; one whose message is no longer there shows nothing.
    private EventBody edit() {
        EventRow message = targetRow;
        if (message == null || message.state == EventState.DELETED) {
            long change = message == null || message.changedSeq == 0 ? seq : message.changedSeq;
            return new EventBody.MessageEdited(new Seq(target), "", List.of(), Optional.of(new Seq(change)), true);
        }
        return new EventBody.MessageEdited(
                new Seq(target),
                message.text == null ? "" : message.text,
                message.mentions(),
                Optional.of(new Seq(message.changedSeq == 0 ? seq : message.changedSeq)),
                false);
    }

    /// Who is mentioned by the message now.
    List<Mention> mentions() {
        return attributes == null || state == EventState.DELETED
                ? List.of()
                : EventAttributes.mentions(EventAttributes.read(attributes));
    }

    /// Those of the users named who were members when it was written: whom it mentions.
    List<UserId> heardUsers() {
        List<UserId> named = MentionChange.users(mentions());
        if (named.isEmpty()) {
            return named;
        }
        List<UserId> unheard = EventAttributes.unheard(EventAttributes.read(attributes));
        return named.stream().filter(user -> !unheard.contains(user)).toList();
    }

    /// True for a reply that is shown in the channel too.
    boolean alsoToChannel() {
        return attributes != null && EventAttributes.read(attributes).containsKey(EventAttributes.ALSO_TO_CHANNEL);
    }

    /// True for a message that took an ordinal.
    boolean countable() {
        return isMessage() && (threadRoot == 0 || alsoToChannel());
    }

    /// Of a reaction.
    String emoji() {
        return EventAttributes.read(attributes).getOrDefault(EventAttributes.EMOJI, "");
    }

    private EventBody message() {
        boolean deleted = state == EventState.DELETED;
        return new EventBody.MessagePosted(
                deleted || text == null ? "" : text,
                new IdempotencyKey(clientKey == null ? "-" : clientKey),
                threadRoot == 0 ? Optional.empty() : Optional.of(new Seq(threadRoot)),
                alsoToChannel(),
                changedSeq == 0 ? Optional.empty() : Optional.of(new Seq(changedSeq)),
                deleted,
                mentions());
    }

    private MemberRole role() {
        String role = EventAttributes.read(attributes).get(EventAttributes.ROLE);
        return role == null ? MemberRole.MEMBER : MemberRole.find(role).orElse(MemberRole.MEMBER);
    }

    byte @Nullable [] clientKeyBytes() {
        return clientKey == null ? null : clientKey.getBytes(StandardCharsets.US_ASCII);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
