package dev.gapless.schema.log;

import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.Mention;
import dev.gapless.protocol.event.MentionChange;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelState;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.HeadMove;
import dev.gapless.schema.channel.MemberKey;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.log.EventTable.KeyName;
import dev.gapless.schema.log.EventTable.KeyedRow;
import dev.gapless.schema.log.EventTable.NewRow;
import dev.gapless.schema.outbox.OutboxKey;
import dev.gapless.schema.outbox.OutboxRow;
import dev.gapless.schema.outbox.OutboxTable;
import dev.gapless.schema.outbox.SeqRange;
import dev.gapless.schema.statement.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// One run of the append transaction: locks, decides, writes; after the commit, tells the results.
///
/// Used once, by one thread. A second run of the same batch starts from a new one.
final class AppendDraft {
    private final List<Append> batch;
    private final MemberCache cache;
    private final Handle handle;
    private final LogFlaw flaw;
    private final MessageDrafts messages;
    private final PostingRules rules;
    private final TreeMap<ChannelKey, ChannelDraft> channels = new TreeMap<>();
    private final Map<KeyName, KeyedRow> keyed = new HashMap<>();
    private final List<NewRow> rows = new ArrayList<>();
    private final @Nullable AppendResult[] results;
    /// Number in the batch of each row, as rows are.
    private final List<Integer> rowIndexes = new ArrayList<>();

    /// @param flaw what is wrong on purpose, [LogFlaw#NONE] outside experiments
    AppendDraft(List<Append> batch, MemberCache cache, Handle handle, LogFlaw flaw) {
        this.batch = batch;
        this.cache = cache;
        this.handle = handle;
        this.flaw = flaw;
        this.messages = new MessageDrafts(handle, flaw);
        this.rules = new PostingRules(handle);
        this.results = new AppendResult[batch.size()];
    }

    /// Runs all statements of the transaction; committing is the caller's.
    ///
    /// @param lookUpKeys true if some keys are known to be taken: then all are looked up before anything is written
    void run(long outboxId, boolean lookUpKeys) {
        lockHeads();
        if (lookUpKeys) {
            lookUp(batch);
        }
        readMembers();
        rules.read(batch, channels);
        messages.read(batch.stream().filter(append -> channels.containsKey(append.channel())).toList());
        List<Integer> refused = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            if (!decide(i)) {
                refused.add(i);
            }
        }
        if (!lookUpKeys) {
            reconsider(refused);
        }
        if (!rows.isEmpty()) {
            write(outboxId);
        }
    }

    /// What to answer, once the commit is known: this is where events get their JSON text.
    List<AppendResult> committed() {
        for (int i = 0; i < rows.size(); i++) {
            EventRow row = rows.get(i).row();
            EncodedEvent event = row.encoded();
            results[rowIndexes.get(i)] =
                    new AppendResult.Appended(event, channel(row.channel()).head().channelClass());
        }
        channels.values().forEach(channel -> channel.remember(cache));
        List<AppendResult> all = new ArrayList<>(results.length);
        for (AppendResult result : results) {
            if (result == null) {
                throw new AssertionError("an append without a result");
            }
            all.add(result);
        }
        return all;
    }

    private void lockHeads() {
        Set<ChannelKey> keys = new TreeSet<>();
        batch.forEach(append -> keys.add(append.channel()));
        for (ChannelHead head : ChannelTable.lockHeads(handle, List.copyOf(keys))) {
            channels.put(head.key(), new ChannelDraft(head, flaw));
        }
    }

    private void lookUp(List<Append> appends) {
        Set<KeyName> names = new LinkedHashSet<>();
        for (Append append : appends) {
            if (channels.containsKey(append.channel())) {
                keyName(append).ifPresent(names::add);
            }
        }
        for (KeyedRow row : EventTable.byKey(handle, List.copyOf(names))) {
            keyed.put(row.name(), row);
        }
    }

    /// Finds out about actors and about who joins or leaves: from the cache if it is still exact, else in one read.
    private void readMembers() {
        Set<MemberKey> missing = new LinkedHashSet<>();
        for (Append append : batch) {
            ChannelDraft channel = channels.get(append.channel());
            if (channel == null) {
                continue;
            }
            if (append.membersOnly()) {
                needMember(channel, append.actor(), missing);
            }
            if (append.body() instanceof EventBody.MessageDeleted || PostingRules.ask(append, channel.head())) {
                // Owners and admins may delete what others wrote, and post where others may not; the cache does not know roles.
                missing.add(new MemberKey(append.channel(), append.actor()));
            }
            for (UserId named : MentionChange.users(mentions(append.body()))) {
                needMember(channel, named, missing);
            }
            subject(append.body()).ifPresent(user -> missing.add(new MemberKey(append.channel(), user)));
        }
        List<MemberKey> keys = List.copyOf(missing);
        Map<MemberKey, MemberRow> found = new HashMap<>();
        for (MemberRow row : ChannelMemberTable.findMany(handle, keys)) {
            found.put(new MemberKey(row.channel(), row.user()), row);
        }
        for (MemberKey key : keys) {
            MemberRow row = found.get(key);
            ChannelDraft channel = channel(key.channel());
            if (row == null) {
                channel.learn(key.user().value(), false);
            } else {
                channel.learn(row);
            }
            boolean member = row != null && row.member();
            cache.put(key.channel(), channel.head().memberSeq(), key.user().value(), member);
        }
    }

    private void needMember(ChannelDraft channel, UserId user, Set<MemberKey> missing) {
        ChannelHead head = channel.head();
        Optional<Boolean> known = cache.find(head.key(), head.memberSeq(), user.value());
        if (known.isPresent()) {
            channel.learn(user.value(), known.get());
        } else {
            missing.add(new MemberKey(head.key(), user));
        }
    }

    /// Gives an append its place, or its answer.
    ///
    /// @return false if it was refused
    private boolean decide(int index) {
        Append append = batch.get(index);
        ChannelDraft channel = channels.get(append.channel());
        if (channel == null) {
            results[index] = new AppendResult.NoSuchChannel();
            return true;
        }
        Optional<KeyName> name = keyName(append);
        byte[] hash = name.isPresent() ? BodyHash.of(append.body()) : null;
        KeyedRow earlier = name.isPresent() ? keyed.get(name.get()) : null;
        if (earlier != null) {
            results[index] = repeated(earlier, hash);
            return true;
        }
        AppendResult refusal = refusal(append, channel);
        if (refusal != null) {
            results[index] = refusal;
            return false;
        }
        place(index, append, channel, hash);
        return true;
    }

    private void place(int index, Append append, ChannelDraft channel, byte @Nullable [] hash) {
        EventRow fresh = EventRow.fresh(append, channel.nextSeq(), channel.nextOrdinal(append.body().countable()));
        EventRow row = messages.place(append, fresh, channel);
        channel.at(row.createdMs);
        rules.placed(append, channel);
        switch (append.body()) {
            case EventBody.MemberJoined joined -> channel.join(joined.user(), joined.role(), row.seq, append.at());
            case EventBody.MemberLeft left -> channel.leave(left.user(), row.seq, append.at());
            default -> {}
        }
        rows.add(new NewRow(row, hash));
        rowIndexes.add(index);
        if (hash != null) {
            KeyName name = keyName(append).orElseThrow();
            keyed.put(name, new KeyedRow(name, row.seq, row.ordinal, row.createdMs, hash));
        }
    }

    /// A refusal says that nothing was done, so it has to be true of earlier sends under the same key too.
    private void reconsider(List<Integer> refused) {
        List<Append> withKey = refused.stream()
                .map(batch::get)
                .filter(append -> append.key().isPresent())
                .toList();
        if (withKey.isEmpty()) {
            return;
        }
        lookUp(withKey);
        for (int index : refused) {
            Append append = batch.get(index);
            KeyedRow earlier = keyName(append).map(keyed::get).orElse(null);
            if (earlier != null) {
                results[index] = repeated(earlier, BodyHash.of(append.body()));
            }
        }
    }

    private void write(long outboxId) {
        List<HeadMove> moves = new ArrayList<>();
        List<SeqRange> ranges = new ArrayList<>();
        List<MemberRow> members = new ArrayList<>();
        for (ChannelDraft channel : channels.values()) {
            if (channel.moved()) {
                moves.add(channel.move());
                ranges.add(channel.range());
                channel.changedRows().forEach(members::add);
            }
        }
        EventTable.insert(handle, rows);
        messages.write();
        rules.write();
        for (int from = 0; from < members.size(); from += Statement.MAX_ROWS) {
            ChannelMemberTable.put(handle, members.subList(from, Math.min(members.size(), from + Statement.MAX_ROWS)));
        }
        ChannelTable.moveHeads(handle, moves);
        ChannelKey first = ranges.getFirst().channel();
        Instant at = Instant.ofEpochMilli(rows.getFirst().row().createdMs);
        int bucket = KeyspaceRouter.ofChannel(first).bucket();
        OutboxTable.insert(handle, new OutboxRow(new OutboxKey(first, outboxId), bucket, at, ranges));
    }

    private ChannelDraft channel(ChannelKey key) {
        ChannelDraft channel = channels.get(key);
        if (channel == null) {
            throw new AssertionError("channel " + key + " is not locked");
        }
        return channel;
    }

    private @Nullable AppendResult refusal(Append append, ChannelDraft channel) {
        ChannelHead head = channel.head();
        if (append.membersOnly() && !channel.isMember(append.actor())) {
            return head.kind() == ChannelKind.PUBLIC ? new AppendResult.NotAMember() : new AppendResult.NoSuchChannel();
        }
        boolean archived = head.state() == ChannelState.ARCHIVED;
        return switch (append.body()) {
            case EventBody.MessagePosted posted -> first(about(append, channel), () -> rules.refusal(append, channel));
            case EventBody.MemberJoined joined ->
                channel.isMember(joined.user())
                        ? new AppendResult.NoChange()
                        : archived ? new AppendResult.Archived() : rules.refusal(append, channel);
            case EventBody.MemberLeft left -> channel.isMember(left.user()) ? null : new AppendResult.NoChange();
            case EventBody.ChannelChanged changed -> null;
            case EventBody.MessageEdited edited -> first(about(append, channel), () -> rules.refusal(append, channel));
            case EventBody.MessageDeleted deleted -> about(append, channel);
            case EventBody.ReactionAdded added -> about(append, channel);
            case EventBody.ReactionRemoved removed -> about(append, channel);
            case EventBody.MessagePinned pinned -> about(append, channel);
            case EventBody.MessageUnpinned unpinned -> about(append, channel);
            case EventBody.Other other -> throw new AssertionError("Append refuses these");
        };
    }

    private static @Nullable AppendResult first(
            @Nullable AppendResult refusal, Supplier<@Nullable AppendResult> otherwise) {
        return refusal == null ? otherwise.get() : refusal;
    }

    private @Nullable AppendResult about(Append append, ChannelDraft channel) {
        return channel.head().state() == ChannelState.ARCHIVED
                ? new AppendResult.Archived()
                : messages.refusal(append, channel);
    }

    private static List<Mention> mentions(EventBody body) {
        return switch (body) {
            case EventBody.MessagePosted posted -> posted.mentions();
            case EventBody.MessageEdited edited -> edited.mentions();
            default -> List.of();
        };
    }

    private static AppendResult repeated(KeyedRow earlier, byte @Nullable [] hash) {
        return Arrays.equals(earlier.bodyHash(), hash)
                ? new AppendResult.Duplicate(earlier.seq(), earlier.ordinal(),
                        Instant.ofEpochMilli(earlier.createdMs()))
                : new AppendResult.KeyReused(earlier.seq());
    }

    private static Optional<KeyName> keyName(Append append) {
        String key = EventRow.storedKey(append);
        return key == null
                ? Optional.empty()
                : Optional.of(new KeyName(append.channel(), append.actor().value(), key));
    }

    private static Optional<UserId> subject(EventBody body) {
        return switch (body) {
            case EventBody.MemberJoined joined -> Optional.of(joined.user());
            case EventBody.MemberLeft left -> Optional.of(left.user());
            default -> Optional.empty();
        };
    }
}
