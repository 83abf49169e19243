package dev.gapless.cli.history;

import dev.gapless.cli.CliFailure;
import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;

/// A place in a channel's log as people type it: a seq, or a time.
sealed interface Place {
    /// A seq, 1 or more.
    record At(long seq) implements Place {}

    /// A moment; the first event that is not before it is meant.
    record Since(Instant moment) implements Place {}

    /// Reads `seq:N`, `N`, `14:30`, `2026-11-22`, `2026-11-22T14:30`, an instant with a zone, or `-30m`.
    ///
    /// @param option its name, for the message
    static Place parse(String option, String text, Clock clock) {
        String bare = text.startsWith("seq:") ? text.substring("seq:".length()) : text;
        if (!bare.isEmpty() && bare.length() < 19 && bare.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long seq = Long.parseLong(bare);
            if (seq >= 1) {
                return new At(seq);
            }
            throw bad(option, text);
        }
        try {
            return new Since(moment(text, clock));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw bad(option, text);
        }
    }

    /// The seq of this place, at most head + 1.
    default long seq(ApiClient api, ChannelId channel, long head) {
        return switch (this) {
            case At(long seq) -> Math.min(seq, head + 1);
            case Since(Instant moment) -> firstNotBefore(api, channel, head, moment);
        };
    }

    /// Searches by halving; times in a log rise with the seq but for clock differences of milliseconds.
    private static long firstNotBefore(ApiClient api, ChannelId channel, long head, Instant moment) {
        long low = 1;
        long high = head + 1;
        while (low < high) {
            long middle = low + (high - low) / 2;
            EventPage page = api.eventsAfter(channel, new Position(middle - 1), 1);
            boolean before = !page.events().isEmpty() && page.events().getFirst().at().isBefore(moment);
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Instant moment(String text, Clock clock) {
        if (text.startsWith("-")) {
            return clock.instant().minus(ConfigKey.parseDuration(text.substring(1)));
        }
        if (text.indexOf('T') < 0 && text.indexOf(':') > 0) {
            return LocalDate.now(clock).atTime(LocalTime.parse(text)).atZone(clock.getZone()).toInstant();
        }
        if (text.indexOf('T') < 0) {
            return LocalDate.parse(text).atStartOfDay(clock.getZone()).toInstant();
        }
        return text.endsWith("Z")
                ? Instant.parse(text)
                : LocalDateTime.parse(text).atZone(clock.getZone()).toInstant();
    }

    private static CliFailure bad(String option, String text) {
        return CliFailure.usage(
                option + ": " + text + " (expected: seq:N, a time such as 14:30 or 2026-11-22T14:30, or -30m)",
                "correct the place");
    }
}
