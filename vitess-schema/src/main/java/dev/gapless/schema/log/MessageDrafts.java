package dev.gapless.schema.log;

import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.event.MentionTarget;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.message.DeletedMessageTable;
import dev.gapless.schema.message.EveryoneMentionTable;
import dev.gapless.schema.message.MemberMentionTable;
import dev.gapless.schema.message.MessageKey;
import dev.gapless.schema.message.PinTable;
import dev.gapless.schema.message.ReactionKindTable;
import dev.gapless.schema.message.ReactionTable;
import dev.gapless.schema.message.ThreadReplyTable;
import dev.gapless.schema.message.ThreadTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What one append transaction does to messages: edits, deletes, reactions, pins, replies, mentions.
///
/// Reads all that its batch is about in a few statements, whatever the number of appends, and none if they are plain messages;
/// then decides append by append in memory, so that a later one sees what an earlier one did; then writes. The locks on the heads
/// make that safe. Confined to the thread of the transaction.
final class MessageDrafts {
    private final Handle handle;
    private final LogFlaw flaw;
    private final Map<MessageKey, EventRow> messages = new HashMap<>();
    private final Map<MessageKey, EventRow> changed = new LinkedHashMap<>();
    private final Map<MessageKey, ThreadTable.Row> threads = new HashMap<>();
    private final Set<MessageKey> changedThreads = new LinkedHashSet<>();
    private final Map<ThreadReply, ThreadReplyTable.Row> replies = new LinkedHashMap<>();
    private final List<DeletedMessageTable.Row> deleted = new ArrayList<>();
    private final Set<ReactionTable.Key> reactions = new HashSet<>();
    private final Map<ReactionTable.Key, Long> changedReactions = new LinkedHashMap<>();
    private final Map<MessageKey, Map<String, ReactionKindTable.Row>> kinds = new HashMap<>();
    private final Set<Kind> changedKinds = new LinkedHashSet<>();
    private final Map<ChannelKey, Set<MessageKey>> pins = new HashMap<>();
    private final Map<MessageKey, Optional<PinTable.Row>> changedPins = new LinkedHashMap<>();
    private final Map<MemberMentionTable.Key, Optional<MemberMentionTable.Row>> memberMentions = new LinkedHashMap<>();
    private final Map<MessageKey, Optional<MentionTarget.Audience>> everyoneMentions = new LinkedHashMap<>();
    private boolean aboutMessages;

    MessageDrafts(Handle handle, LogFlaw flaw) {
        this.handle = handle;
        this.flaw = flaw;
    }

    private record ThreadReply(MessageKey root, long seq) {}

    private record Kind(MessageKey message, String emoji) {}

    /// Whom a message mentions, of those who are members.
    private record Heard(List<UserId> users, Optional<MentionTarget.Audience> everyone) {
        static final Heard NOBODY = new Heard(List.of(), Optional.empty());

        Optional<MentionChange> to(Heard after) {
            List<UserId> added = after.users.stream().filter(user -> !users.contains(user)).toList();
            List<UserId> removed = users.stream().filter(user -> !after.users.contains(user)).toList();
            boolean same = added.isEmpty()
                    && removed.isEmpty()
                    && everyone.isPresent() == after.everyone.isPresent();
            return same ? Optional.empty() : Optional.of(new MentionChange(after.everyone.isPresent(), added, removed));
        }
    }

    /// Reads what the batch is about.
    ///
    /// @param batch appends of channels that are locked
    void read(List<Append> batch) {
        Set<MessageKey> targets = new LinkedHashSet<>();
        Set<MessageKey> roots = new LinkedHashSet<>();
        Set<ReactionTable.Key> reacted = new LinkedHashSet<>();
        Set<ChannelKey> pinned = new LinkedHashSet<>();
        for (Append append : batch) {
            Optional<MessageKey> about = append.body().about().map(seq -> key(append, seq));
            if (about.isEmpty()) {
                continue;
            }
            targets.add(about.get());
            switch (append.body()) {
                case EventBody.MessagePosted reply -> roots.add(about.get());
                case EventBody.ReactionAdded(Seq target, String emoji) ->
                    reacted.add(new ReactionTable.Key(about.get(), emoji, append.actor()));
                case EventBody.ReactionRemoved(Seq target, String emoji) ->
                    reacted.add(new ReactionTable.Key(about.get(), emoji, append.actor()));
                case EventBody.MessagePinned pin -> pinned.add(append.channel());
                case EventBody.MessageUnpinned pin -> pinned.add(append.channel());
                default -> {}
            }
        }
        aboutMessages = !targets.isEmpty();
        if (aboutMessages) {
            EventTable.bySeq(handle, targets).forEach(row -> messages.put(row.key(), row));
            read(batch, roots);
            readReactions(reacted);
            pinned.forEach(channel -> pins.put(channel, new HashSet<>()));
            PinTable.ofChannels(handle, pinned)
                    .forEach(row -> pinsOf(row.message().channel()).add(row.message()));
        }
    }

    /// Threads that get a reply, and those that may lose one.
    private void read(List<Append> batch, Set<MessageKey> roots) {
        for (Append append : batch) {
            if (append.body() instanceof EventBody.MessageDeleted(Seq target)) {
                EventRow row = messages.get(key(append, target));
                if (row != null && row.threadRoot != 0) {
                    roots.add(new MessageKey(append.channel(), row.threadRoot));
                }
            }
        }
        ThreadTable.find(handle, roots).forEach(row -> threads.put(row.root(), row));
    }

    private void readReactions(Set<ReactionTable.Key> reacted) {
        ReactionTable.find(handle, reacted).forEach(row -> reactions.add(row.key()));
        Set<MessageKey> reactedTo = new LinkedHashSet<>();
        reacted.forEach(key -> reactedTo.add(key.message()));
        ReactionKindTable.ofMessages(handle, reactedTo)
                .forEach(row -> kindsOf(row.message()).put(row.emoji(), row));
    }

    /// Why an append cannot be, or null.
    @Nullable
    AppendResult refusal(Append append, ChannelDraft channel) {
        Optional<MessageKey> about = append.body().about().map(seq -> key(append, seq));
        if (about.isEmpty()) {
            return null;
        }
        MessageKey key = about.get();
        EventRow target = messages.get(key);
        if (key.seq() < channel.head().minSeq()) {
            // Nobody sees it any more, and its row may go at any moment.
            return new AppendResult.TargetMissing(key.seq(), false);
        }
        if (target == null || !target.isMessage()) {
            return new AppendResult.TargetMissing(key.seq(), target != null);
        }
        if (append.body() instanceof EventBody.MessagePosted && target.threadRoot != 0) {
            return new AppendResult.ThreadOnThread(key.seq());
        }
        if (target.state == EventState.DELETED) {
            return new AppendResult.TargetDeleted(key.seq());
        }
        return switch (append.body()) {
            case EventBody.MessageEdited edited ->
                target.actor == append.actor().value() ? null : new AppendResult.NotYours(key.seq());
            case EventBody.MessageDeleted gone ->
                target.actor == append.actor().value() || steward(channel, append.actor())
                        ? null
                        : new AppendResult.NotYours(key.seq());
            case EventBody.ReactionAdded(Seq seq, String emoji) -> reactionRefusal(append, key, emoji);
            case EventBody.ReactionRemoved(Seq seq, String emoji) ->
                reactions.contains(new ReactionTable.Key(key, emoji, append.actor()))
                        ? null
                        : new AppendResult.NoChange();
            case EventBody.MessagePinned pin -> pinRefusal(key);
            case EventBody.MessageUnpinned pin ->
                pinsOf(key.channel()).contains(key) ? null : new AppendResult.NoChange();
            default -> null;
        };
    }

    private @Nullable AppendResult reactionRefusal(Append append, MessageKey key, String emoji) {
        if (reactions.contains(new ReactionTable.Key(key, emoji, append.actor()))) {
            return new AppendResult.NoChange();
        }
        Map<String, ReactionKindTable.Row> known = kindsOf(key);
        return !known.containsKey(emoji) && known.size() >= Limits.MAX_REACTION_KINDS
                ? new AppendResult.TooMany("emoji on seq " + key.seq(), Limits.MAX_REACTION_KINDS)
                : null;
    }

    private @Nullable AppendResult pinRefusal(MessageKey key) {
        Set<MessageKey> known = pinsOf(key.channel());
        if (known.contains(key)) {
            return new AppendResult.NoChange();
        }
        return known.size() >= Limits.MAX_PINS ? new AppendResult.TooMany("pins", Limits.MAX_PINS) : null;
    }

    private static boolean steward(ChannelDraft channel, UserId actor) {
        Optional<MemberRole> role = channel.role(actor);
        return role.isPresent() && (role.get() == MemberRole.OWNER || role.get() == MemberRole.ADMIN);
    }

    /// Does in memory what an append that has its place says.
    ///
    /// @return the row to write, with what only this transaction knows
    EventRow place(Append append, EventRow row, ChannelDraft channel) {
        return switch (append.body()) {
            case EventBody.MessagePosted posted -> post(posted, row, channel);
            case EventBody.MessageEdited edited -> edit(edited, row, channel);
            case EventBody.MessageDeleted(Seq target) -> delete(key(append, target), row, channel.head().minSeq());
            case EventBody.ReactionAdded(Seq target, String emoji) -> {
                react(new ReactionTable.Key(key(append, target), emoji, append.actor()), row.seq);
                yield row;
            }
            case EventBody.ReactionRemoved(Seq target, String emoji) -> {
                unreact(new ReactionTable.Key(key(append, target), emoji, append.actor()));
                yield row;
            }
            case EventBody.MessagePinned(Seq target) -> {
                MessageKey key = key(append, target);
                pinsOf(key.channel()).add(key);
                changedPins.put(key, Optional.of(new PinTable.Row(key, row.seq, append.actor())));
                yield row;
            }
            case EventBody.MessageUnpinned(Seq target) -> {
                unpin(key(append, target));
                yield row;
            }
            default -> row;
        };
    }

    private EventRow post(EventBody.MessagePosted posted, EventRow row, ChannelDraft channel) {
        EventRow stored = row;
        if (!posted.mentions().isEmpty()) {
            stored = row.withAttributes(attributes(posted.alsoToChannel(), posted.mentions(), channel));
            mention(Heard.NOBODY, heard(stored), row.key(), new UserId(row.actor));
        }
        if (posted.threadRoot().isPresent()) {
            MessageKey root = new MessageKey(row.channel, posted.threadRoot().get().value());
            ThreadTable.Row before = threads.getOrDefault(root, ThreadTable.Row.fresh(root));
            long ordinal = before.lastOrdinal() + 1;
            thread(new ThreadTable.Row(root, row.seq, ordinal, before.replies() + 1, row.createdMs));
            replies.put(new ThreadReply(root, row.seq), new ThreadReplyTable.Row(root, row.seq, ordinal, false));
        }
        if (aboutMessages) {
            messages.put(stored.key(), stored);
        }
        return stored;
    }

    private EventRow edit(EventBody.MessageEdited edited, EventRow row, ChannelDraft channel) {
        EventRow before = message(new MessageKey(row.channel, edited.target().value()));
        Map<String, String> attributes = attributes(before.alsoToChannel(), edited.mentions(), channel);
        EventRow draft = before.changed(EventState.EDITED, row.seq, edited.text(), attributes);
        Heard heardBefore = heard(before);
        Heard heardAfter = heard(draft);
        keepFirst(before, heardBefore.to(heardAfter), attributes);
        EventRow after = before.changed(EventState.EDITED, row.seq, edited.text(), attributes);
        change(after);
        mention(heardBefore, heardAfter, after.key(), new UserId(before.actor));
        return row.withAttributes(EventAttributes.ofChange(false, heardBefore.to(heardAfter))).with(after);
    }

    private EventRow delete(MessageKey key, EventRow row, long minSeq) {
        EventRow before = message(key);
        Heard heardBefore = heard(before);
        Map<String, String> attributes =
                new HashMap<>(EventAttributes.ofMessage(before.alsoToChannel(), List.of()));
        keepFirst(before, heardBefore.to(Heard.NOBODY), attributes);
        change(before.changed(EventState.DELETED, row.seq, null, attributes));
        mention(heardBefore, Heard.NOBODY, key, new UserId(before.actor));
        if (before.countable() && !flaw.leavesOut(key)) {
            deleted.add(new DeletedMessageTable.Row(key, before.ordinal, row.seq));
        }
        // Of a reply that retention has left without its root there is no thread any more.
        if (before.threadRoot >= minSeq) {
            deleteReply(new MessageKey(key.channel(), before.threadRoot), before.seq, row.createdMs);
        }
        unpin(key);
        return row.withAttributes(EventAttributes.ofChange(before.countable(), heardBefore.to(Heard.NOBODY)));
    }

    /// The row holds what is, and the record of the message may be made of it yet.
    private static void keepFirst(EventRow before, Optional<MentionChange> change, Map<String, String> attributes) {
        if (change.isPresent() || before.mentionsChanged()) {
            EventAttributes.addFirst(attributes, before.firstMentions());
        }
    }

    private void deleteReply(MessageKey root, long seq, long atMs) {
        ThreadTable.Row before = threads.getOrDefault(root, ThreadTable.Row.fresh(root));
        thread(new ThreadTable.Row(
                root, before.lastSeq(), before.lastOrdinal(), Math.max(0, before.replies() - 1), atMs));
        ThreadReply reply = new ThreadReply(root, seq);
        ThreadReplyTable.Row known = replies.get(reply);
        // Of a reply that is stored only the mark is written.
        long ordinal = known == null ? 0 : known.threadOrdinal();
        replies.put(reply, new ThreadReplyTable.Row(root, seq, ordinal, true));
    }

    private void react(ReactionTable.Key key, long seq) {
        reactions.add(key);
        changedReactions.put(key, seq);
        Map<String, ReactionKindTable.Row> known = kindsOf(key.message());
        ReactionKindTable.Row before = known.get(key.emoji());
        known.put(
                key.emoji(),
                before == null
                        ? new ReactionKindTable.Row(key.message(), key.emoji(), 1, seq)
                        : new ReactionKindTable.Row(
                                key.message(), key.emoji(), before.users() + 1, before.firstSeq()));
        changedKinds.add(new Kind(key.message(), key.emoji()));
    }

    private void unreact(ReactionTable.Key key) {
        reactions.remove(key);
        changedReactions.put(key, 0L);
        Map<String, ReactionKindTable.Row> known = kindsOf(key.message());
        ReactionKindTable.Row before = known.remove(key.emoji());
        if (before != null && before.users() > 1) {
            known.put(
                    key.emoji(),
                    new ReactionKindTable.Row(key.message(), key.emoji(), before.users() - 1, before.firstSeq()));
        }
        changedKinds.add(new Kind(key.message(), key.emoji()));
    }

    private void unpin(MessageKey key) {
        pinsOf(key.channel()).remove(key);
        changedPins.put(key, Optional.empty());
    }

    private void mention(Heard before, Heard after, MessageKey key, UserId author) {
        for (UserId user : before.users()) {
            memberMentions.put(new MemberMentionTable.Key(key, user), Optional.empty());
        }
        for (UserId user : after.users()) {
            MemberMentionTable.Key mention = new MemberMentionTable.Key(key, user);
            memberMentions.put(mention, Optional.of(new MemberMentionTable.Row(mention, author)));
        }
        if (before.everyone().isPresent() || after.everyone().isPresent()) {
            everyoneMentions.put(key, after.everyone());
        }
    }

    private void thread(ThreadTable.Row row) {
        threads.put(row.root(), row);
        changedThreads.add(row.root());
    }

    private void change(EventRow row) {
        messages.put(row.key(), row);
        changed.put(row.key(), row);
    }

    private EventRow message(MessageKey key) {
        EventRow row = messages.get(key);
        if (row == null) {
            throw new AssertionError("message " + key + " was not read");
        }
        return row;
    }

    /// Attributes of a message: the names in it, and which of them are not members and so hear nothing.
    private static Map<String, String> attributes(boolean also, List<Mention> mentions, ChannelDraft channel) {
        Map<String, String> attributes = new HashMap<>(EventAttributes.ofMessage(also, mentions));
        List<UserId> strangers = MentionChange.users(mentions).stream()
                .filter(user -> !channel.isMember(user))
                .toList();
        EventAttributes.addUnheard(attributes, strangers);
        return attributes;
    }

    private static Heard heard(EventRow row) {
        List<Mention> mentions = row.mentions();
        if (mentions.isEmpty()) {
            return Heard.NOBODY;
        }
        Optional<MentionTarget.Audience> everyone = mentions.stream()
                .flatMap(mention -> mention.target() instanceof MentionTarget.Everyone(MentionTarget.Audience audience)
                        ? Optional.of(audience).stream()
                        : Optional.<MentionTarget.Audience>empty().stream())
                .sorted()
                .findFirst();
        return new Heard(row.heardUsers(), everyone);
    }

    private Map<String, ReactionKindTable.Row> kindsOf(MessageKey key) {
        return kinds.computeIfAbsent(key, message -> new HashMap<>());
    }

    private Set<MessageKey> pinsOf(ChannelKey channel) {
        return pins.computeIfAbsent(channel, key -> new HashSet<>());
    }

    private static MessageKey key(Append append, Seq seq) {
        return new MessageKey(append.channel(), seq.value());
    }

    /// Writes all of it, behind the events; tables that are not concerned cost nothing.
    void write() {
        EventTable.change(handle, List.copyOf(changed.values()));
        ThreadTable.put(handle, changedThreads.stream().map(this::threadOf).toList());
        ThreadReplyTable.put(handle, List.copyOf(replies.values()));
        DeletedMessageTable.put(handle, deleted);
        writeReactions();
        PinTable.put(handle, changedPins.values().stream().flatMap(Optional::stream).toList());
        PinTable.delete(handle, keysOfNone(changedPins));
        MemberMentionTable.put(
                handle, memberMentions.values().stream().flatMap(Optional::stream).toList());
        MemberMentionTable.delete(handle, keysOfNone(memberMentions));
        List<EveryoneMentionTable.Row> everyone = new ArrayList<>();
        everyoneMentions.forEach((key, audience) -> audience.ifPresent(
                word -> everyone.add(new EveryoneMentionTable.Row(key, word))));
        EveryoneMentionTable.put(handle, everyone);
        EveryoneMentionTable.delete(handle, keysOfNone(everyoneMentions));
    }

    private void writeReactions() {
        List<ReactionTable.Row> added = new ArrayList<>();
        List<ReactionTable.Key> removed = new ArrayList<>();
        changedReactions.forEach((key, seq) -> {
            if (seq == 0) {
                removed.add(key);
            } else {
                added.add(new ReactionTable.Row(key, seq));
            }
        });
        ReactionTable.put(handle, added);
        ReactionTable.delete(handle, removed);
        List<ReactionKindTable.Row> present = new ArrayList<>();
        List<ReactionKindTable.Row> gone = new ArrayList<>();
        for (Kind kind : changedKinds) {
            ReactionKindTable.Row row = kindsOf(kind.message()).get(kind.emoji());
            if (row == null) {
                gone.add(new ReactionKindTable.Row(kind.message(), kind.emoji(), 0, 0));
            } else {
                present.add(row);
            }
        }
        ReactionKindTable.put(handle, present);
        ReactionKindTable.delete(handle, gone);
    }

    private ThreadTable.Row threadOf(MessageKey root) {
        return threads.getOrDefault(root, ThreadTable.Row.fresh(root));
    }

    private static <K, V> List<K> keysOfNone(Map<K, Optional<V>> changes) {
        return changes.entrySet().stream()
                .filter(change -> change.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }
}
