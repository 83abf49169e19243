package dev.gapless.cli.chat;

import dev.gapless.client.timeline.Message;
import dev.gapless.client.timeline.Timeline;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The messages of the open channels as they stand, folded from what came. Any thread may call.
final class Transcripts {
    private final UserId self;
    private final Function<UserId, String> handles;
    private final Map<ChannelId, Timeline> timelines = new HashMap<>();

    Transcripts(UserId self, Function<UserId, String> handles) {
        this.self = self;
        this.handles = handles;
    }

    /// What an event is on a screen.
    ///
    /// @param entry its own row
    /// @param amended rows that look otherwise since
    record Taken(Entry entry, List<Entry> amended) {
        Taken {
            amended = List.copyOf(amended);
        }
    }

    synchronized Taken take(Event event) {
        List<Message> changed = timeline(event.channel()).apply(event);
        Optional<Message> posted = event.body() instanceof EventBody.MessagePosted
                ? message(event.channel(), event.seq().value())
                : Optional.empty();
        Entry entry = posted.map(this::entry).orElseGet(() -> Entry.of(event, self, handles));
        List<Entry> amended = new ArrayList<>();
        for (Message message : changed) {
            if (!message.seq().equals(event.seq())) {
                amended.add(entry(message));
            }
        }
        return new Taken(entry, amended);
    }

    synchronized Optional<Message> message(ChannelId channel, long seq) {
        return timeline(channel).message(new Seq(seq));
    }

    /// One's own last message that is not deleted.
    synchronized Optional<Message> lastOwn(ChannelId channel) {
        return timeline(channel).messages().reversed().stream()
                .filter(message -> message.actor().equals(self) && !message.deleted())
                .findFirst();
    }

    /// The message above or below another one that can be chosen: in the channel, or in the thread that is open.
    ///
    /// @param root of that thread
    /// @param step -1 for the one above, 1 for the one below
    synchronized Optional<Message> beside(ChannelId channel, Optional<Long> root, long seq, int step) {
        List<Message> messages = root.map(top -> inThread(channel, top)).orElseGet(() -> timeline(channel).messages());
        return (step < 0 ? messages.reversed() : messages)
                .stream()
                .filter(message -> !message.deleted() && (root.isPresent() || message.inChannel()))
                .filter(message -> step < 0 ? message.seq().value() < seq : message.seq().value() > seq)
                .findFirst();
    }

    /// The root, if it is known, and its answers.
    synchronized List<Entry> thread(ChannelId channel, long root) {
        return inThread(channel, root).stream().map(this::entry).toList();
    }

    private List<Message> inThread(ChannelId channel, long root) {
        List<Message> messages = new ArrayList<>(message(channel, root).stream().toList());
        messages.addAll(timeline(channel).replies(new Seq(root)));
        return messages;
    }

    synchronized void clear(ChannelId channel) {
        timelines.remove(channel);
    }

    private Entry entry(Message message) {
        return Entry.of(message, self, handles);
    }

    private Timeline timeline(ChannelId channel) {
        return timelines.computeIfAbsent(channel, missing -> new Timeline());
    }
}
