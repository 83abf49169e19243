package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.protocol.id.ChannelId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A screen of one width that keeps what is on it, as text.
final class RecordedScreen implements Screen {
    private final int width;
    private final Pane pane = new Pane(new TranscriptView(ZoneOffset.UTC));
    private final List<String> notices = new ArrayList<>();

    RecordedScreen(int width) {
        this.width = width;
        pane.begin(width);
    }

    @Override
    public void entries(ChannelId channel, List<Entry> entries) {
        pane.entries(channel, entries, width);
    }

    @Override
    public void amended(ChannelId channel, Entry entry) {
        pane.amended(channel, entry, Integer.MAX_VALUE, width);
    }

    @Override
    public synchronized void notices(List<Line> lines) {
        lines.forEach(line -> notices.add(line.text()));
        pane.notices(lines, width);
    }

    @Override
    public void status(ChatState before, ChatState now) {}

    String text() {
        return pane.last(Integer.MAX_VALUE, width).stream().map(Line::text).collect(Collectors.joining("\n"));
    }

    /// What is on screen without the lines for the person only, every time as `hh:mm`.
    synchronized String entriesText() {
        return text().lines()
                .filter(line -> !notices.contains(line))
                .map(line -> line.replaceFirst("^\\d\\d:\\d\\d", "hh:mm"))
                .collect(Collectors.joining("\n"));
    }
}
