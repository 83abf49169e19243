package dev.gapless.bench.soak;

import dev.gapless.client.ChatListener;
import dev.gapless.client.session.Notice;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What one live device was told: each event once and in order, and where its user has read.
final class Device implements ChatListener {
    private final Ledger ledger;
    private final String who;
    private final Map<ChannelId, Long> shown = new ConcurrentHashMap<>();
    private final Map<ChannelId, CursorView> cursors = new ConcurrentHashMap<>();

    Device(String who, Ledger ledger) {
        this.who = who;
        this.ledger = ledger;
    }

    @Override
    public void event(Event event) {
        Long before = shown.put(event.channel(), event.seq().value());
        if (before != null && event.seq().value() != before + 1) {
            ledger.problem(who + ": shown " + event.channel() + "#" + event.seq() + " behind #" + before);
        }
    }

    @Override
    public void cursor(CursorView cursor) {
        if (cursor.threadRoot().isEmpty()) {
            cursors.put(cursor.channel(), cursor);
        }
    }

    @Override
    public void notice(Notice notice) {
        if (notice instanceof Notice.Ended(ChannelId channel, var _)) {
            shown.remove(channel);
        }
    }

    @Override
    public void failed(RuntimeException reason) {
        ledger.problem(who + ": the device stopped: " + reason);
    }

    /// It follows the channel anew.
    void forget(ChannelId channel) {
        shown.remove(channel);
    }

    Optional<CursorView> cursor(ChannelId channel) {
        return Optional.ofNullable(cursors.get(channel));
    }

    Optional<Long> shown(ChannelId channel) {
        return Optional.ofNullable(shown.get(channel));
    }
}
