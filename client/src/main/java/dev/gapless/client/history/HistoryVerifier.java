package dev.gapless.client.history;

import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads every seq of a channel and says whether the log is dense: each seq once, in order, in one epoch, each countable event
/// with the next ordinal. What is posted while it reads is read too, up to the head of the last page.
public final class HistoryVerifier {
    private final HistoryReader reader;

    public HistoryVerifier(HistoryReader reader) {
        this.reader = reader;
    }

    public HistoryVerdict verify(ChannelId channel) {
        return verify(channel, progress -> {});
    }

    /// @param progress told of each page as it is accepted
    /// @throws dev.gapless.client.ApiException if the channel cannot be read
    public HistoryVerdict verify(ChannelId channel, Consumer<EventPage> progress) {
        Walk walk = new Walk(channel);
        try {
            for (EventPage page : reader.pages(channel, Position.START)) {
                Optional<HistoryVerdict> broken = walk.add(page);
                if (broken.isPresent()) {
                    return broken.get();
                }
                progress.accept(page);
            }
        } catch (IncompletePageException e) {
            return new HistoryVerdict.Broken(channel, firstMissing(e), e.flaw());
        }
        return walk.verdict();
    }

    private static Seq firstMissing(IncompletePageException e) {
        long expected = e.after().value() + 1;
        for (Event event : e.page().events()) {
            if (event.seq().value() != expected) {
                break;
            }
            expected++;
        }
        return new Seq(expected);
    }

    /// What has been read so far.
    private static final class Walk {
        private final ChannelId channel;
        private final EventDigest digest = new EventDigest();
        private @Nullable EventPage last;
        private long first = 1;
        private long count;
        private long ordinal;

        Walk(ChannelId channel) {
            this.channel = channel;
        }

        Optional<HistoryVerdict> add(EventPage page) {
            if (last == null || page.from() > last.to() + 1) {
                // The beginning, or what retention has left of it while it was read.
                first = page.from();
                count = 0;
                digest.finish();
            } else if (!last.epoch().equals(page.epoch())) {
                return broken(page.from(), "epoch: " + page.epoch() + " (expected: " + last.epoch() + ")");
            }
            for (Event event : page.events()) {
                Optional<HistoryVerdict> wrong = count(event);
                if (wrong.isPresent()) {
                    return wrong;
                }
                digest.add(event);
                count++;
            }
            last = page;
            return page.to() == page.head().value() && count > 0 && page.ordinal().value() != ordinal
                    ? broken(page.to(), "head ordinal: " + page.ordinal() + " (expected: " + ordinal + ")")
                    : Optional.empty();
        }

        private Optional<HistoryVerdict> count(Event event) {
            boolean countable = event.body().countable();
            boolean unknownBefore = count == 0 && event.seq().value() > 1;
            long expected = unknownBefore ? event.ordinal().value() : ordinal + (countable ? 1 : 0);
            ordinal = event.ordinal().value();
            return ordinal == expected
                    ? Optional.empty()
                    : broken(event.seq().value(), "ordinal: " + ordinal + " (expected: " + expected + ")");
        }

        HistoryVerdict verdict() {
            Epoch epoch = last == null ? Epoch.FIRST : last.epoch();
            Position head = last == null ? Position.START : last.head();
            return new HistoryVerdict.Dense(
                    channel, epoch, new Seq(first), head, new Ordinal(ordinal), count, digest.finish());
        }

        private Optional<HistoryVerdict> broken(long seq, String flaw) {
            return Optional.of(new HistoryVerdict.Broken(channel, new Seq(Math.max(1, seq)), flaw));
        }
    }
}
