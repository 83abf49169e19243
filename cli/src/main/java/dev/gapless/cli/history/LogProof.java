package dev.gapless.cli.history;

import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.codec.EventCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventKind;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Position;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// What a reading of a whole log proved. Nothing that the server says about its pages is believed: every seq is looked at.
///
/// @param channel which
/// @param epoch identity of the numbering
/// @param first first seq that retention has left, 1 if all are there
/// @param head last seq read
/// @param events how many were read
/// @param messages how many of them count as unread for who has not seen them
/// @param dense true if every seq from first to head is there once, in order, with the right ordinal
/// @param digest SHA-256 over the events as on the wire, each with a line feed, in hexadecimal
/// @param flaw the first thing that is wrong
record LogProof(
        ChannelId channel,
        Epoch epoch,
        long first,
        long head,
        long events,
        long messages,
        boolean dense,
        String digest,
        Optional<Flaw> flaw) {
    /// @param seq where it is
    /// @param what it is
    record Flaw(long seq, String what) {}

    /// Reads a log up to a head.
    static LogProof of(ApiClient api, ChannelId channel, Position head) {
        Reading reading = new Reading(channel);
        Position at = Position.START;
        Epoch epoch = Epoch.FIRST;
        while (at.value() < head.value() && reading.flaw.isEmpty()) {
            EventPage page = api.eventsAfter(channel, at, Limits.PAGE_MAX);
            epoch = page.epoch();
            if (at.equals(Position.START)) {
                reading.startAt(page);
            }
            page.events().forEach(reading::take);
            if (page.events().isEmpty()) {
                reading.fail(reading.expected, "nothing there (expected: events up to head " + head + ")");
            }
            at = new Position(Math.max(at.value() + 1, reading.expected - 1));
        }
        return new LogProof(
                channel,
                epoch,
                reading.first,
                reading.expected - 1,
                reading.events,
                reading.messages,
                reading.flaw.isEmpty(),
                HexFormat.of().formatHex(reading.digest.digest()),
                reading.flaw);
    }

    /// A reading under way.
    private static final class Reading {
        private final ChannelId channel;
        private final MessageDigest digest;
        private long first = 1;
        private long expected = 1;
        private long ordinal;
        private long events;
        private long messages;
        private Optional<Flaw> flaw = Optional.empty();

        Reading(ChannelId channel) {
            this.channel = channel;
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every JDK has SHA-256", e);
            }
        }

        void startAt(EventPage page) {
            first = Math.max(1, page.minSeq());
            expected = first;
            if (!page.events().isEmpty() && first > 1) {
                Event event = page.events().getFirst();
                ordinal = event.ordinal().value() - (countable(event) ? 1 : 0);
            }
        }

        void take(Event event) {
            if (flaw.isPresent()) {
                return;
            }
            long seq = event.seq().value();
            if (seq != expected) {
                String what = seq > expected
                        ? "missing up to " + (seq - 1)
                        : "seq " + seq + " comes again (expected: each once, in order)";
                fail(expected, what);
                return;
            }
            if (!event.channel().equals(channel)) {
                fail(seq, "is of channel " + event.channel() + " (expected: " + channel + ")");
                return;
            }
            boolean message = countable(event);
            ordinal += message ? 1 : 0;
            if (event.ordinal().value() != ordinal) {
                fail(seq, "ordinal " + event.ordinal() + " (expected: " + ordinal + ")");
                return;
            }
            digest.update(EventCodec.json(event));
            digest.update((byte) '\n');
            events++;
            messages += message ? 1 : 0;
            expected++;
        }

        void fail(long seq, String what) {
            if (flaw.isEmpty()) {
                flaw = Optional.of(new Flaw(seq, what));
            }
        }

        private static boolean countable(Event event) {
            return EventKind.find(event.body().kindText()).map(EventKind::countable).orElse(false);
        }
    }
}
