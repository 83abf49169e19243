package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Results;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChatListener;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.Refusal;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Prints what comes, until something ends it. The client calls on its own thread; the command waits in [#awaitEnd].
final class Tail implements ChatListener {
    private final Session session;
    private final Map<ChannelId, String> labels = new HashMap<>();
    private final Map<ChannelId, Long> ends = new HashMap<>();
    private final EventLines lines;
    private final long count;
    private final boolean toHead;
    private final CountDownLatch done = new CountDownLatch(1);
    private long printed;
    private int open;
    private boolean wasLive;
    private volatile @Nullable RuntimeException failure;

    /// @param count events to print at most, 0 for no bound
    /// @param toHead end when each channel has come to where it is now
    Tail(
            Session session,
            Workspace workspace,
            List<ChannelView> channels,
            long count,
            boolean toHead,
            TailStart start) {
        this.session = session;
        this.count = count;
        this.toHead = toHead;
        boolean fromNow = start instanceof TailStart.Now;
        this.lines = new EventLines(session.world().clock().getZone(), workspace::handle);
        this.open = channels.size();
        for (ChannelView channel : channels) {
            labels.put(channel.id(), SafeText.line(workspace.label(channel, Optional.empty())));
            boolean behind = start instanceof TailStart.At(long seq) ? seq <= channel.head().value() : !fromNow;
            if (toHead && behind) {
                ends.put(channel.id(), channel.head().value());
            }
        }
        if (toHead && ends.isEmpty()) {
            done.countDown();
        }
    }

    /// Tells where the cursors stand: channels without one begin now, and those at their end have nothing to wait for.
    synchronized void startedAt(Map<ChannelId, SavedPosition> positions) {
        ends.entrySet().removeIf(end -> Optional.ofNullable(positions.get(end.getKey()))
                .filter(at -> at.position().value() < end.getValue())
                .isEmpty());
        if (toHead && ends.isEmpty()) {
            done.countDown();
        }
    }

    /// Waits until enough was printed, or it cannot go on.
    void awaitEnd() {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public synchronized void event(Event event) {
        if (done.getCount() == 0) {
            throw new IllegalStateException("over: this event is left for the next run");
        }
        print(event);
        printed++;
        Long end = ends.get(event.channel());
        if (end != null && event.seq().value() >= end) {
            ends.remove(event.channel());
        }
        if ((count > 0 && printed >= count) || (toHead && ends.isEmpty())) {
            done.countDown();
        }
    }

    private void print(Event event) {
        if (!session.format().human()) {
            session.world().out().line(Results.json(event));
        } else if (labels.size() == 1) {
            session.world().out().line(lines.line(event));
        } else {
            session.world().out().line(labels.get(event.channel()) + "  " + lines.line(event));
        }
    }

    @Override
    public void state(ConnectionState state) {
        switch (state) {
            case ConnectionState.Live live -> {
                if (wasLive) {
                    session.notice("live again, at " + SafeText.line(live.gateway()));
                }
                wasLive = true;
            }
            case ConnectionState.Reconnecting again when Integer.bitCount(again.attempt()) == 1 ->
                session.notice("not connected: " + SafeText.line(again.reason()) + "; trying again in "
                        + again.in().toMillis() + " ms (try " + again.attempt() + ")");
            case ConnectionState.Refused refused -> fail(refused.refusal());
            case ConnectionState.Reconnecting again -> {}
            case ConnectionState.Connecting connecting -> {}
            case ConnectionState.Offline offline -> {}
        }
    }

    @Override
    public void hole(HoleUpdate update) {
        String range = labels.get(update.channel()) + " " + update.from() + "–" + update.to();
        switch (update) {
            case HoleUpdate.HoleOpened opened -> session.notice("missing " + range + ", repairing");
            case HoleUpdate.HoleRepaired repaired -> session.notice("repaired " + range);
        }
    }

    @Override
    public void notice(Notice notice) {
        switch (notice) {
            case Notice.Ended ended -> {
                session.notice(labels.get(ended.channel()) + ": " + SafeText.line(ended.why().message()));
                open--;
                if (open == 0) {
                    fail(ended.why());
                }
            }
            case Notice.Trimmed gone ->
                session.notice(labels.get(gone.channel()) + ": " + gone.from() + "–" + gone.to()
                        + " were removed by retention");
            case Notice.EpochChanged changed ->
                session.notice(labels.get(changed.channel()) + ": the log was rewound, it starts over");
            case Notice.Draining draining -> session.notice("this gateway goes away; connecting to another");
            case Notice.Trouble trouble ->
                session.notice("trouble: " + SafeText.line(trouble.message()) + " (code " + trouble.code() + ")");
            case Notice.Subscribed subscribed -> {}
            case Notice.CaughtUp caughtUp -> {}
            case Notice.HeadMoved moved -> {}
        }
    }

    @Override
    public void failed(RuntimeException thrown) {
        if (done.getCount() > 0) {
            failure = thrown;
            done.countDown();
        }
    }

    private void fail(Refusal why) {
        failure = new CliFailure(
                why.known().map(ExitCode::of).orElse(ExitCode.UNREACHABLE),
                why.code(),
                why.message(),
                why.known().map(ErrorCode::next).orElse("gapless doctor"));
        done.countDown();
    }
}
