package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.protocol.id.ChannelId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// What stands above the input line: items that are printed once and then belong to the terminal. The latest are remembered, to be
/// painted anew where the size changed or an entry looks otherwise. Any thread may call.
final class Pane {
    /// Items kept to be painted again.
    static final int RECENT_MAX = 200;

    private final TranscriptView view;
    private final Deque<Item> recent = new ArrayDeque<>();
    /// False until there is an input line to print above: what comes before waits.
    private boolean begun;

    Pane(TranscriptView view) {
        this.view = view;
    }

    /// Something in the transcript.
    ///
    /// @param channel of an entry
    /// @param entry empty for lines that are for the person only
    /// @param lines at a width
    private record Item(Optional<ChannelId> channel, Optional<Entry> entry, IntFunction<List<Line>> lines) {
        boolean shows(ChannelId where, Entry what) {
            return channel.filter(where::equals).isPresent()
                    && entry.filter(known -> known.seq() == what.seq()).isPresent();
        }
    }

    /// What has to be done for an entry that looks otherwise.
    sealed interface Amendment {
        /// Nothing that can be seen has changed.
        record Unseen() implements Amendment {}

        /// It is still on screen: paint that anew.
        record Repaint() implements Amendment {}

        /// It has left the screen: say it again.
        record Print(List<Line> lines) implements Amendment {}
    }

    /// There is an input line from now on.
    ///
    /// @return the lines that waited, none if it had begun
    synchronized List<Line> begin(int width) {
        if (begun) {
            return List.of();
        }
        begun = true;
        return last(Integer.MAX_VALUE, width);
    }

    synchronized boolean begun() {
        return begun;
    }

    /// Adds entries.
    ///
    /// @return the lines to print
    synchronized List<Line> entries(ChannelId channel, List<Entry> entries, int width) {
        return add(entries.stream().map(entry -> item(channel, entry)).toList(), width);
    }

    /// Adds lines that are for the person only.
    ///
    /// @return the lines to print
    synchronized List<Line> notices(List<Line> lines, int width) {
        List<Line> shown = List.copyOf(lines);
        return add(List.of(new Item(Optional.empty(), Optional.empty(), ignored -> shown)), width);
    }

    /// An entry looks otherwise, wherever it stands. Above the screen only another text is worth a line.
    ///
    /// @param rows of the screen that the transcript has
    synchronized Amendment amended(ChannelId channel, Entry entry, int rows, int width) {
        int below = 0;
        Optional<Item> lowest = Optional.empty();
        boolean onScreen = false;
        List<Item> items = new ArrayList<>(recent);
        for (int i = items.size() - 1; i >= 0; i--) {
            Item item = items.get(i);
            if (item.shows(channel, entry)) {
                onScreen |= below < rows;
                lowest = lowest.or(() -> Optional.of(item));
                items.set(i, item(channel, entry));
            }
            below += item.lines().apply(width).size();
        }
        recent.clear();
        recent.addAll(items);
        if (lowest.isEmpty()) {
            return new Amendment.Unseen();
        }
        if (onScreen) {
            return new Amendment.Repaint();
        }
        boolean sameText = lowest.flatMap(Item::entry).map(Pane::text).equals(Optional.of(text(entry)));
        return sameText
                ? new Amendment.Unseen()
                : new Amendment.Print(add(
                        List.of(new Item(
                                Optional.empty(), Optional.empty(), columns -> view.correction(entry, columns))),
                        width));
    }

    /// The last lines, as many as there are rows.
    synchronized List<Line> last(int rows, int width) {
        List<Line> lines = new ArrayList<>();
        recent.forEach(item -> lines.addAll(item.lines().apply(width)));
        return List.copyOf(lines.subList(Math.max(0, lines.size() - rows), lines.size()));
    }

    private List<Line> add(List<Item> items, int width) {
        recent.addAll(items);
        while (recent.size() > RECENT_MAX) {
            recent.remove();
        }
        return begun ? items.stream().flatMap(item -> item.lines().apply(width).stream()).toList() : List.of();
    }

    private static String text(Entry entry) {
        return entry.what() instanceof Entry.What.Said said ? said.text() : "";
    }

    private Item item(ChannelId channel, Entry entry) {
        return new Item(Optional.of(channel), Optional.of(entry), width -> view.lines(entry, width));
    }
}
