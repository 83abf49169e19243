package dev.gapless.server.tail;

import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One reader of one channel: a cursor into the shared ring of its [ChannelTail].
///
/// Events are never queued for it. The tail says that there is something new, the connection's writer calls [#collect] when it
/// can write, and gets what lies above the cursor; what has left the ring by then is told as one gap. So a reader costs the same
/// memory however slow it is.
///
/// Threads: the tail marks it dirty from any thread; [#collect] is called by the connection's one writer only, which owns the cursor.
public final class Subscription {
    static final int NO_SLOT = -1;
    private static final long NEVER = Long.MAX_VALUE;
    private static final long NOT_DUE = -1;

    /// Link of the connection's list of dirty subscriptions; owned by whoever holds the subscription in that list.
    public @Nullable Subscription next;

    /// Place in [Readers]; guarded by its lock.
    int slot = NO_SLOT;

    private final ChannelTail tail;
    private final UserId user;
    private final InterestLevel level;
    private final SubscriptionOwner owner;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private volatile boolean open;
    private volatile boolean ended;
    private volatile boolean accessInDoubt;
    private volatile boolean startOver;
    private volatile long endsAt = NEVER;
    private long lastLeave;
    private long cursor;
    private long skipTo;
    private long caughtUpAt = NOT_DUE;
    private long checkedNanos;

    Subscription(ChannelTail tail, UserId user, InterestLevel level, SubscriptionOwner owner) {
        this.tail = tail;
        this.user = user;
        this.level = level;
        this.owner = owner;
    }

    public ChannelKey channel() {
        return tail.key();
    }

    public InterestLevel level() {
        return level;
    }

    /// True if nothing will be written for it any more.
    public boolean ended() {
        return ended;
    }

    /// Starts writing above the mark.
    public void openAt(Mark mark) {
        begin(mark.seq(), mark.seq(), NOT_DUE);
    }

    /// Starts writing above `after`, and says `caught_up` at the mark.
    ///
    /// @param after position of the reader, not above the mark
    public void openWithBacklog(long after, Mark mark) {
        begin(after, after, mark.seq());
    }

    /// Starts with a gap from `after` to the mark, then says `caught_up`.
    public void openWithGap(long after, Mark mark) {
        begin(after, mark.seq(), mark.seq());
    }

    private void begin(long from, long skip, long caughtUp) {
        cursor = from;
        skipTo = skip;
        caughtUpAt = caughtUp;
        checkedNanos = tail.nanoTime();
        open = true;
        markDirty();
    }

    /// Ends it: nothing is written after this call, except by a [#collect] that is under way.
    public void end() {
        ended = true;
        tail.detach(this);
    }

    /// Asks to be collected again, after [#collect] had no room for everything.
    public void wantMore() {
        markDirty();
    }

    /// Tells the owner once that there is something to write.
    void markDirty() {
        if (!dirty.get() && dirty.compareAndSet(false, true)) {
            owner.dirty(this);
        }
    }

    /// The subscriber left the channel at this seq: what lies above is not for it, unless the channel is public.
    synchronized void left(UserId who, long seq) {
        if (who.equals(user)) {
            lastLeave = Math.max(lastLeave, seq);
            endsAt = Math.min(endsAt, seq);
        }
    }

    /// The tail skipped events unseen: one of them may have ended the subscriber's membership.
    void doubtAccess() {
        accessInDoubt = true;
    }

    /// The channel's numbering changed: the reader has to start over with another subscription.
    void numberingChanged() {
        startOver = true;
        markDirty();
    }

    /// Adds what is to be written, as far as the batch has room.
    ///
    /// @return true if there is more; the owner calls again
    public boolean collect(FrameBatch batch) {
        dirty.set(false);
        if (!open || ended) {
            return false;
        }
        if (startOver) {
            endWithNotice(batch);
            return false;
        }
        if (accessInDoubt) {
            accessInDoubt = false;
            if (!owner.mayStillRead(this)) {
                endWithNotice(batch);
                return false;
            }
        }
        return level == InterestLevel.FULL ? collectEvents(batch) : collectHead(batch);
    }

    private boolean collectEvents(FrameBatch batch) {
        if (cursor < skipTo) {
            addGap(batch, Math.min(skipTo, endsAt));
        }
        while (true) {
            if (caughtUpAt != NOT_DUE && cursor >= caughtUpAt) {
                caughtUpAt = NOT_DUE;
                batch.add(TextFrame.of(new ServerFrame.CaughtUp(channel().channel(), new Position(cursor))));
            }
            long last = Math.min(tail.released(), endsAt);
            if (cursor < last) {
                if (batch.full()) {
                    return true;
                }
                addNext(batch, last);
            } else if (cursor < endsAt || ended) {
                return false;
            } else if (!staysAfterLeaving()) {
                endWithNotice(batch);
                return false;
            }
        }
    }

    private void addNext(FrameBatch batch, long last) {
        EventFrame frame = tail.frame(cursor + 1);
        EventRun run = frame != null && (frame.reaction() || tail.hot()) ? tail.run(cursor + 1, last) : null;
        if (run != null) {
            tail.delivered(run.to() - cursor, run.bytes().length);
            tail.pushes().write(batch, channel(), user, run.bytes());
            for (long seq = cursor + 1; seq <= run.to(); seq++) {
                note(batch, tail.frame(seq));
            }
            cursor = run.to();
        } else if (frame != null) {
            tail.delivered(1, frame.bytes().length);
            tail.pushes().write(batch, channel(), user, frame.bytes());
            note(batch, frame);
            cursor = frame.seq();
        } else {
            addGap(batch, Math.min(tail.first() - 1, last));
        }
    }

    private static void note(FrameBatch batch, @Nullable EventFrame frame) {
        if (frame != null) {
            batch.note(frame.times());
        }
    }

    /// One gap from the cursor to `to`. When the ring moved between two looks at it, there may be none to tell yet.
    private void addGap(FrameBatch batch, long to) {
        if (to > cursor) {
            batch.add(TextFrame.of(new ServerFrame.Gap(channel().channel(), new Seq(cursor + 1), new Seq(to))));
            cursor = to;
        }
    }

    private boolean collectHead(FrameBatch batch) {
        Mark head = tail.head();
        if (head.seq() <= cursor) {
            return false;
        }
        long now = tail.nanoTime();
        boolean due = now - checkedNanos > tail.accessRecheckNanos();
        if (head.seq() >= endsAt ? !staysAfterLeaving() : due && !owner.mayStillRead(this)) {
            endWithNotice(batch);
            return false;
        }
        checkedNanos = due ? now : checkedNanos;
        cursor = head.seq();
        batch.add(TextFrame.of(new ServerFrame.Head(
                channel().channel(), new Position(head.seq()), new Ordinal(head.ordinal()))));
        return false;
    }

    /// Whether the channel can be read without being a member. If so, goes on until the next leave, which may have come meanwhile.
    private boolean staysAfterLeaving() {
        long decided = endsAt;
        if (!owner.mayStillRead(this)) {
            return false;
        }
        synchronized (this) {
            endsAt = lastLeave > decided ? lastLeave : NEVER;
        }
        return true;
    }

    /// Ends it and tells the reader, without writing what may be left.
    void endWithNotice(FrameBatch batch) {
        end();
        batch.add(TextFrame.of(new ServerFrame.Notice(
                ServerFrame.Notice.ENDED, Optional.of(channel().channel()), Optional.empty(), Optional.empty())));
    }
}
