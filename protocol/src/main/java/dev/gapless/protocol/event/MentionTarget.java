package dev.gapless.protocol.event;

import dev.gapless.protocol.id.UserId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Whom a [Mention] names.
public sealed interface MentionTarget {
    /// One person or bot.
    ///
    /// @param user who
    record User(UserId user) implements MentionTarget {}

    /// All members, by one word.
    ///
    /// @param audience which word
    record Everyone(Audience audience) implements MentionTarget {}

    /// The words for all. Numbers are stored.
    enum Audience {
        /// All members of the channel.
        CHANNEL(1),
        /// Those who are about; they count as mentioned whether they are or not, so that counts do not hang on presence.
        HERE(2);

        private final int number;

        Audience(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Audience> find(int number) {
            return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
        }

        public static Optional<Audience> find(String text) {
            return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
        }
    }
}
