package dev.gapless.schema.channel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// State of a channel. Numbers are stored.
public enum ChannelState {
    ACTIVE(1),
    /// Readable, but takes no more events.
    ARCHIVED(2);

    private final int number;

    ChannelState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// As the wire says it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ChannelState> find(int number) {
        return Arrays.stream(values()).filter(state -> state.number == number).findFirst();
    }
}
