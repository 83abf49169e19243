package dev.gapless.client.history;

import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import java.io.Serial;

/// A server answered with a page that does not prove its completeness: an event is missing, or the answer lies.
public final class IncompletePageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ChannelId channel;
    private final transient Position after;
    private final transient EventPage page;

    IncompletePageException(ChannelId channel, Position after, EventPage page, String flaw) {
        super(flaw);
        this.channel = channel;
        this.after = after;
        this.page = page;
    }

    public ChannelId channel() {
        return channel;
    }

    /// The position behind which the page was asked for.
    public Position after() {
        return after;
    }

    /// The page, as it came.
    public EventPage page() {
        return page;
    }

    /// What was found and what was expected.
    public String flaw() {
        return String.valueOf(getMessage());
    }
}
