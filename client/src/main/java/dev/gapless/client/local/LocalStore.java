package dev.gapless.client.local;

import dev.gapless.client.store.OutboxStore;
import dev.gapless.client.store.PositionStore;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import java.util.List;
import java.util.Optional;

/// What one device keeps between runs. Everything but the outbox is a copy of what the server has, and may reach the disk with
/// the next [#flush] only; a crash leaves it as it was at some flush, all of one moment. Any thread may call.
public interface LocalStore extends AutoCloseable {
    /// Events kept per channel; lower seqs go first.
    int EVENTS_PER_CHANNEL = 500;
    /// Channels, and people, that are kept; the rest is asked again.
    int NAMES_MAX = 10_000;

    /// How far the device came. Closing it closes nothing.
    PositionStore positions();

    /// Unsettled sends; what is put here survives a crash at once. Closing it closes nothing.
    OutboxStore outbox();

    /// Keeps events. One that is kept already is replaced; what is said of a deleted message loses its text for good.
    void keepEvents(List<Event> events);

    /// The last events of a channel: those up to the highest kept seq, as far down as none is missing.
    List<Event> events(ChannelId channel);

    /// Channels of which events are kept.
    List<ChannelId> channelsWithEvents();

    /// The numbering of a channel is another: forgets its events, position and cursors.
    void forget(ChannelId channel);

    /// Keeps what is typed and not sent; a blank text forgets it.
    void keepDraft(ChannelId channel, String text);

    Optional<String> draft(ChannelId channel);

    /// Keeps a read position unless a newer one of the same place is kept.
    void keepCursor(CursorView cursor);

    List<CursorView> cursors();

    /// Keeps how far the user's own stream is known.
    void keepRevision(long revision);

    Optional<Long> revision();

    /// Keeps channels by id.
    void keepChannels(List<ChannelView> channels);

    List<ChannelView> channels();

    /// Keeps people by id.
    void keepPeople(List<UserView> people);

    List<UserView> people();

    /// Keeps unread counts by channel.
    void keepUnread(List<UnreadView> counts);

    List<UnreadView> unread();

    /// Keeps a single value, for example the `since` of the last sync.
    void keepNote(String name, String value);

    Optional<String> note(String name);

    /// Makes what was kept survive a crash. Cheap if nothing was kept since the last time.
    void flush();

    /// Flushes, and lets go of the file.
    @Override
    void close();
}
