package dev.gapless.server.tail;

import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Tails over a log in memory, with time and threads driven by hand.
final class TailBench implements InterestDoor {
    static final ChannelKey KEY = ChannelKey.of(7, 1);
    static final UserId USER = new UserId(5);

    final MemoryLog log = new MemoryLog();
    final HandDriven hand = new HandDriven();
    final List<String> announced = new ArrayList<>();
    final ChannelTails tails;
    long nowNanos;

    TailBench(int ringEvents, int pendingEvents) {
        this(new TailConfig(
                ringEvents,
                1 << 20,
                pendingEvents,
                Duration.ofMillis(15),
                Duration.ofMillis(250),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60)));
    }

    TailBench(TailConfig config) {
        log.create(KEY);
        tails = new ChannelTails(new TailContext(config, log, this, hand, hand, () -> nowNanos));
    }

    Subscription open(RecordingReader reader, InterestLevel level) {
        ChannelTails.Attachment place = tails.attach(KEY, USER, level, reader);
        place.subscription().openAt(place.mark());
        return place.subscription();
    }

    @Override
    public boolean announce(ChannelKey channel, InterestLevel level) {
        announced.add(level.text());
        return true;
    }

    @Override
    public void lower(ChannelKey channel, InterestLevel level) {
        announced.add(level.text());
    }
}
