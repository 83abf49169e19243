package dev.gapless.client;

import dev.gapless.client.session.ConnectionState;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.Notice;
import dev.gapless.client.session.SendUpdate;
import dev.gapless.protocol.event.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers all that it is told.
final class RecordingListener implements ChatListener {
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<ConnectionState> states = new CopyOnWriteArrayList<>();
    final List<SendUpdate> sends = new CopyOnWriteArrayList<>();
    final List<HoleUpdate> holes = new CopyOnWriteArrayList<>();
    final List<Notice> notices = new CopyOnWriteArrayList<>();

    @Override
    public void event(Event event) {
        events.add(event);
    }

    @Override
    public void state(ConnectionState state) {
        states.add(state);
    }

    @Override
    public void send(SendUpdate update) {
        sends.add(update);
    }

    @Override
    public void hole(HoleUpdate update) {
        holes.add(update);
    }

    @Override
    public void notice(Notice notice) {
        notices.add(notice);
    }
}
