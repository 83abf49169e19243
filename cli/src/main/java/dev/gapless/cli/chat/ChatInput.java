package dev.gapless.cli.chat;

import java.util.List;
import java.util.Locale;

/// What a typed line means.
sealed interface ChatInput {
    /// Nothing was typed.
    record Empty() implements ChatInput {}

    /// A message.
    record Say(String text) implements ChatInput {}

    /// Open a channel, joining it if it is public and not joined.
    record Join(String channel) implements ChatInput {}

    /// Leave the channel on screen.
    record Leave() implements ChatInput {}

    /// Open the direct message with these people.
    record Dm(List<String> handles) implements ChatInput {
        public Dm {
            handles = List.copyOf(handles);
        }
    }

    /// Show older messages again.
    record History(int count) implements ChatInput {}

    /// Show how the connection stands.
    record Net() implements ChatInput {}

    /// Cut the connection on purpose.
    record GoOffline() implements ChatInput {}

    /// Connect again.
    record GoOnline() implements ChatInput {}

    /// List channels.
    record Channels() implements ChatInput {}

    /// List the members of the channel on screen.
    record Who() implements ChatInput {}

    /// Send refused messages again.
    record Retry() implements ChatInput {}

    /// Give up refused messages.
    record Drop() implements ChatInput {}

    record Help() implements ChatInput {}

    record Quit() implements ChatInput {}

    /// Not understood.
    ///
    /// @param message what is wrong and what was expected
    record Mistake(String message) implements ChatInput {}

    /// Messages that `/history` shows when it is not said how many, and at most.
    int HISTORY_DEFAULT = 50;

    int HISTORY_MAX = 1_000;

    /// A command, for help and completion.
    ///
    /// @param name with the slash
    /// @param arguments as the help shows them
    /// @param doc what it does
    record Command(String name, String arguments, String doc) {}

    /// All commands, in the order of the help.
    List<Command> COMMANDS = List.of(
            new Command("/join", "#channel", "open a channel, joining it if need be; switch to it if it is open"),
            new Command("/leave", "", "leave the channel on screen"),
            new Command("/dm", "@person…", "open a direct message"),
            new Command("/history", "[n]", "show the last n messages again"),
            new Command("/channels", "", "list channels"),
            new Command("/who", "", "list the members of this channel"),
            new Command("/net", "", "show the connection"),
            new Command("/offline", "", "cut the connection; what you type is kept"),
            new Command("/online", "", "connect again and send what was kept"),
            new Command("/retry", "", "send refused messages again"),
            new Command("/drop", "", "give up refused messages"),
            new Command("/help", "", "show this"),
            new Command("/quit", "", "leave the chat (Ctrl-D too)"));

    /// Reads a line. A message that begins with a slash is typed with two.
    static ChatInput parse(String line) {
        String text = line.strip();
        if (text.isEmpty()) {
            return new Empty();
        }
        if (!text.startsWith("/") || text.startsWith("//")) {
            return new Say(text.startsWith("//") ? text.substring(1) : text);
        }
        List<String> words = List.of(text.split("\\s+"));
        List<String> arguments = words.subList(1, words.size());
        return switch (words.getFirst().toLowerCase(Locale.ROOT)) {
            case "/join" -> arguments.size() == 1 ? new Join(arguments.getFirst()) : new Mistake("/join: one channel");
            case "/leave" -> new Leave();
            case "/dm" -> arguments.isEmpty() ? new Mistake("/dm: one person or more") : new Dm(arguments);
            case "/history" -> history(arguments);
            case "/net" -> new Net();
            case "/offline" -> new GoOffline();
            case "/online" -> new GoOnline();
            case "/channels" -> new Channels();
            case "/who" -> new Who();
            case "/retry" -> new Retry();
            case "/drop" -> new Drop();
            case "/help" -> new Help();
            case "/quit" -> new Quit();
            default -> new Mistake(words.getFirst() + ": no such command (expected: one of /help; // sends a slash)");
        };
    }

    private static ChatInput history(List<String> arguments) {
        if (arguments.isEmpty()) {
            return new History(HISTORY_DEFAULT);
        }
        String count = arguments.getFirst();
        boolean number = count.length() <= 4 && count.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = number ? Integer.parseInt(count) : 0;
        return value >= 1 && value <= HISTORY_MAX
                ? new History(value)
                : new Mistake("/history: " + count + " (expected: 1 to " + HISTORY_MAX + ")");
    }
}
