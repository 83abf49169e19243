package dev.gapless.schema.log;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.HeadMove;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.outbox.SeqRange;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One channel in an append transaction that is being put together: its locked head, moved on event by event.
///
/// Confined to the thread of the transaction.
final class ChannelDraft {
    private final ChannelHead head;
    private final LogFlaw flaw;
    private final Map<Long, Boolean> members = new HashMap<>();
    private final Map<Long, MemberRow> storedRows = new HashMap<>();
    private final Map<Long, MemberRow> changedRows = new LinkedHashMap<>();
    private long seq;
    private long ordinal;
    private long memberSeq;
    private long memberChange;
    private long lastEventMs;

    ChannelDraft(ChannelHead head, LogFlaw flaw) {
        this.head = head;
        this.flaw = flaw;
        this.seq = head.lastSeq();
        this.ordinal = head.lastOrdinal();
        this.memberSeq = head.memberSeq();
    }

    ChannelHead head() {
        return head;
    }

    void learn(long user, boolean member) {
        members.put(user, member);
    }

    void learn(MemberRow row) {
        storedRows.put(row.user().value(), row);
        members.put(row.user().value(), row.member());
    }

    boolean isMember(UserId user) {
        return members.getOrDefault(user.value(), false);
    }

    long nextSeq() {
        seq += 1 + flaw.leftOutBefore(seq + 1);
        return seq;
    }

    long nextOrdinal(boolean countable) {
        if (countable) {
            ordinal++;
        }
        return ordinal;
    }

    void at(long ms) {
        lastEventMs = Math.max(lastEventMs, ms);
    }

    void join(UserId user, MemberRole role, long joinSeq, Instant at) {
        change(new MemberRow(head.key(), user, role, true, joinSeq, ordinal, joinSeq, at), 1);
    }

    void leave(UserId user, long leaveSeq, Instant at) {
        MemberRow before = latest(user.value());
        MemberRole role = before == null ? MemberRole.MEMBER : before.role();
        long joined = before == null ? 0 : before.joinedSeq();
        long joinedOrdinal = before == null ? 0 : before.joinedOrdinal();
        change(new MemberRow(head.key(), user, role, false, joined, joinedOrdinal, leaveSeq, at), -1);
    }

    /// By how many members it has grown in this transaction.
    long memberChange() {
        return memberChange;
    }

    boolean moved() {
        return seq != head.lastSeq();
    }

    HeadMove move() {
        return new HeadMove(
                head, seq - head.lastSeq(), ordinal - head.lastOrdinal(), memberSeq, memberChange, lastEventMs);
    }

    SeqRange range() {
        return new SeqRange(head.key(), head.lastSeq() + 1, seq);
    }

    Iterable<MemberRow> changedRows() {
        return changedRows.values();
    }

    /// Tells the cache what is known once the transaction is committed.
    void remember(MemberCache cache) {
        if (memberSeq != head.memberSeq()) {
            Map<Long, Boolean> changes = new HashMap<>();
            changedRows.forEach((user, row) -> changes.put(user, row.member()));
            cache.advance(head.key(), head.memberSeq(), memberSeq, changes);
        }
    }

    private void change(MemberRow row, int count) {
        changedRows.put(row.user().value(), row);
        members.put(row.user().value(), row.member());
        memberSeq = row.version();
        memberChange += count;
    }

    /// Role of a member whose row was read or written by this transaction; empty if it was not.
    Optional<MemberRole> role(UserId user) {
        return Optional.ofNullable(latest(user.value()))
                .filter(MemberRow::member)
                .map(MemberRow::role);
    }

    private @Nullable MemberRow latest(long user) {
        MemberRow changed = changedRows.get(user);
        return changed == null ? storedRows.get(user) : changed;
    }
}
