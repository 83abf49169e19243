package dev.gapless.protocol.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Kinds of channels; one code path serves all four. Numbers are stored.
public enum ChannelKind {
    PUBLIC(1),
    PRIVATE(2),
    DM(3),
    GROUP_DM(4);

    private final int number;

    ChannelKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ChannelKind> find(int number) {
        return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }

    public static Optional<ChannelKind> find(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }
}
