package dev.gapless.protocol.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Fan-out class of a channel. Numbers are stored and travel in record headers.
public enum ChannelClass {
    /// Up to 1,000 members.
    NORMAL(1),
    /// Over 1,000 members: nothing is ever written per member.
    LARGE(2),
    /// Rate over the threshold: sends go to one owner gateway, events leave in runs.
    HOT(3),
    /// Only admins post.
    ANNOUNCEMENT(4);

    private final int number;

    ChannelClass(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ChannelClass> find(int number) {
        return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }

    public static Optional<ChannelClass> find(String text) {
        return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
    }
}
