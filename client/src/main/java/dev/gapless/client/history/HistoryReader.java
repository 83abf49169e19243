package dev.gapless.client.history;

import dev.gapless.client.ApiClient;
import dev.gapless.client.session.PageProof;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Walks a channel's log forward, page by page. Any thread may call.
public final class HistoryReader {
    private final ApiClient api;
    private final int pageSize;

    public HistoryReader(ApiClient api) {
        this(api, Limits.PAGE_MAX);
    }

    /// @param pageSize events of a page at most, 1 to [Limits#PAGE_MAX]
    public HistoryReader(ApiClient api, int pageSize) {
        if (pageSize < 1 || pageSize > Limits.PAGE_MAX) {
            throw new IllegalArgumentException("page size: " + pageSize + " (expected: 1 to " + Limits.PAGE_MAX + ")");
        }
        this.api = api;
        this.pageSize = pageSize;
    }

    /// One page behind a position, proved.
    ///
    /// @throws IncompletePageException if the page is no proof
    public EventPage page(ChannelId channel, Position after) {
        EventPage page = api.eventsAfter(channel, after, pageSize);
        Optional<String> flaw = PageProof.flaw(page, channel, after);
        if (flaw.isPresent()) {
            throw new IncompletePageException(channel, after, page, flaw.get());
        }
        return page;
    }

    /// The pages behind a position, up to the head as it is when it is reached. Each step is one request and may throw what
    /// [#page] throws. What retention removed is passed over; the first page's `from` shows it.
    public Iterable<EventPage> pages(ChannelId channel, Position after) {
        return () -> new Pages(channel, after);
    }

    private final class Pages implements Iterator<EventPage> {
        private final ChannelId channel;
        private Position after;
        private boolean atHead;

        Pages(ChannelId channel, Position after) {
            this.channel = channel;
            this.after = after;
        }

        @Override
        public boolean hasNext() {
            return !atHead;
        }

        @Override
        public EventPage next() {
            if (atHead) {
                throw new NoSuchElementException("page after " + after);
            }
            EventPage page = page(channel, after);
            after = new Position(Math.max(after.value(), page.to()));
            atHead = page.to() >= page.head().value();
            return page;
        }
    }
}
