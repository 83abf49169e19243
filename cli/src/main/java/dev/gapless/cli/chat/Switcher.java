package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Width;
import dev.gapless.protocol.id.ChannelId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The list of channels to go to: those that mention oneself first, then those with news, then the rest by name.
final class Switcher {
    /// Choices shown at once.
    static final int SHOWN = 8;

    private Switcher() {}

    /// A channel to go to.
    record Choice(ChannelId channel, Badge badge) {}

    /// Channels whose label holds the filter, in whatever case.
    static List<Choice> choices(ChatState state, String filter) {
        Map<ChannelId, Badge> known = new LinkedHashMap<>();
        state.rooms().values().forEach(
                room -> known.put(room.channel(), new Badge(room.label(), room.unseenCount(), 0)));
        known.putAll(state.badges());
        String wanted = filter.strip().toLowerCase(Locale.ROOT);
        return known.entrySet().stream()
                .map(entry -> new Choice(entry.getKey(), entry.getValue()))
                .filter(choice -> choice.badge().label().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparingInt((Choice choice) -> rank(choice.badge()))
                        .thenComparing(choice -> choice.badge().label()))
                .toList();
    }

    /// The channel to read next: not the one on screen.
    static Optional<Choice> next(ChatState state) {
        return choices(state, "").stream()
                .filter(choice -> choice.badge().news())
                .filter(choice -> state.current().filter(choice.channel()::equals).isEmpty())
                .findFirst();
    }

    /// The choice that an index means, counted round.
    static Optional<Choice> at(ChatState state, Mode.Switching mode) {
        List<Choice> choices = choices(state, mode.filter());
        return choices.isEmpty()
                ? Optional.empty()
                : Optional.of(choices.get(Math.floorMod(mode.index(), choices.size())));
    }

    /// The list, the one chosen marked.
    static List<Line> lines(ChatState state, Mode.Switching mode, int width) {
        List<Choice> choices = choices(state, mode.filter());
        if (choices.isEmpty()) {
            return List.of(Line.of(Tone.DIM, Width.cut("  no such channel", width)));
        }
        int chosen = Math.floorMod(mode.index(), choices.size());
        int first = Math.clamp(chosen - SHOWN / 2, 0, Math.max(0, choices.size() - SHOWN));
        List<Line> lines = new ArrayList<>();
        for (int i = first; i < Math.min(choices.size(), first + SHOWN); i++) {
            Badge badge = choices.get(i).badge();
            String start = i == chosen ? "▸ " : "  ";
            String label = Width.cut(SafeText.line(badge.label()), width - 2 - Width.of(badge.text()));
            Line line = Line.of(i == chosen ? Tone.STRONG : Tone.PLAIN, start + label);
            lines.add(badge.news() ? line.and(Tone.WARN, badge.text()) : line);
        }
        return lines;
    }

    private static int rank(Badge badge) {
        if (badge.mentions() > 0) {
            return 0;
        }
        if (badge.unread() == 0) {
            return 3;
        }
        return badge.label().startsWith("@") ? 1 : 2;
    }
}
