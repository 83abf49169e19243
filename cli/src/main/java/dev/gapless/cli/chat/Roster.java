package dev.gapless.cli.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Names to complete.
///
/// @param channels without `#`
/// @param people without `@`
record Roster(List<String> channels, List<String> people) {
    static final Roster EMPTY = new Roster(List.of(), List.of());

    Roster {
        channels = List.copyOf(channels);
        people = List.copyOf(people);
    }

    /// What may stand where the cursor is.
    ///
    /// @param line the input up to the cursor
    List<String> candidates(String line) {
        int blank = line.lastIndexOf(' ');
        String word = line.substring(blank + 1);
        if (blank < 0 && word.startsWith("/")) {
            return starting(ChatInput.COMMANDS.stream().map(ChatInput.Command::name).toList(), word);
        }
        String command = blank < 0 ? "" : line.substring(0, line.indexOf(' ')).toLowerCase(Locale.ROOT);
        List<String> names = new ArrayList<>();
        if (word.startsWith("#") || (word.isEmpty() && command.equals("/join"))) {
            channels.forEach(name -> names.add("#" + name));
        }
        if (word.startsWith("@") || (word.isEmpty() && command.equals("/dm"))) {
            people.forEach(name -> names.add("@" + name));
        }
        return starting(names, word);
    }

    private static List<String> starting(List<String> names, String start) {
        return names.stream().filter(name -> name.startsWith(start)).sorted().toList();
    }
}
