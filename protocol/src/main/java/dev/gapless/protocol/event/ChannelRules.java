package dev.gapless.protocol.event;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a channel asks of those who post in it, beyond being members.
///
/// @param posters who may post
/// @param broadcasters who may name everybody at once, as `@channel` and `@here` do
/// @param memberLimit members at most, 0 for any number; those who are in already stay
/// @param slow how long each member waits between two posts, in whole milliseconds; zero for no wait. Owners and admins do not wait
public record ChannelRules(Who posters, Who broadcasters, int memberLimit, Duration slow) {
    public static final int MAX_MEMBER_LIMIT = 10_000_000;
    public static final Duration MAX_SLOW = Duration.ofHours(6);
    /// Members may do everything.
    public static final ChannelRules NONE = new ChannelRules(Who.EVERYBODY, Who.EVERYBODY, 0, Duration.ZERO);

    public ChannelRules {
        if (memberLimit < 0 || memberLimit > MAX_MEMBER_LIMIT) {
            throw new IllegalArgumentException(
                    "member limit: " + memberLimit + " (expected: 0 to " + MAX_MEMBER_LIMIT + ")");
        }
        if (slow.isNegative() || slow.compareTo(MAX_SLOW) > 0) {
            throw new IllegalArgumentException("slow: " + slow + " (expected: 0 to " + MAX_SLOW + ")");
        }
    }

    /// Part of a channel's members. Numbers are stored.
    public enum Who {
        EVERYBODY(0),
        /// Owners and admins, of the channel or of the workspace.
        ADMINS(1),
        NOBODY(2);

        private final int number;

        Who(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        /// As the wire says it.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// True if these are part of it.
        ///
        /// @param role the stronger of the roles in the channel and in the workspace
        public boolean includes(MemberRole role) {
            return switch (this) {
                case EVERYBODY -> true;
                case ADMINS -> role == MemberRole.OWNER || role == MemberRole.ADMIN;
                case NOBODY -> false;
            };
        }

        public static Optional<Who> find(int number) {
            return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
        }

        public static Optional<Who> find(String text) {
            return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
        }
    }

    /// True if whoever posts needs a look at the own row first.
    public boolean asksForRole() {
        return posters != Who.EVERYBODY || broadcasters != Who.EVERYBODY || !slow.isZero();
    }
}
