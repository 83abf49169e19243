package dev.gapless.protocol.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Role of a user in a channel or workspace, strongest first. Numbers are stored.
public enum MemberRole {
    OWNER(1),
    ADMIN(2),
    MEMBER(3),
    GUEST(4);

    private final int number;

    MemberRole(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<MemberRole> find(int number) {
        return Arrays.stream(values()).filter(role -> role.number == number).findFirst();
    }

    public static Optional<MemberRole> find(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
