package dev.gapless.client.local;

import dev.gapless.client.timeline.Message;
import dev.gapless.client.timeline.Timeline;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds messages in what a device keeps, with their current text. Off line too, but only as far back as events are kept.
public final class LocalSearch {
    private LocalSearch() {}

    /// A message that holds the words.
    ///
    /// @param channel where
    /// @param message as it stands
    public record Hit(ChannelId channel, Message message) {}

    /// Messages that hold all words of a text, in whatever case, newest first.
    ///
    /// @param limit hits at most
    public static List<Hit> find(LocalStore store, String text, int limit) {
        List<String> words = Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty()) {
            return List.of();
        }
        List<Hit> hits = new ArrayList<>();
        for (ChannelId channel : store.channelsWithEvents()) {
            Timeline timeline = new Timeline();
            for (Event event : store.events(channel)) {
                timeline.apply(event);
            }
            for (Message message : timeline.messages()) {
                String low = message.text().toLowerCase(Locale.ROOT);
                if (words.stream().allMatch(low::contains)) {
                    hits.add(new Hit(channel, message));
                }
            }
        }
        hits.sort(Comparator.comparing((Hit hit) -> hit.message().at()).reversed());
        return List.copyOf(hits.subList(0, Math.min(limit, hits.size())));
    }
}
