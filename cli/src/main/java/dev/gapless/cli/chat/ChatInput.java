package dev.gapless.cli.chat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /// Give a message another text.
    record Edit(long seq, String text) implements ChatInput {}

    /// Replace words in one's own last message.
    record Substitute(String old, String now) implements ChatInput {}

    /// Take a message's text away.
    record Delete(long seq) implements ChatInput {}

    /// React to a message.
    record React(long seq, String emoji) implements ChatInput {}

    /// Take a reaction back.
    record Unreact(long seq, String emoji) implements ChatInput {}

    record Pin(long seq) implements ChatInput {}

    record Unpin(long seq) implements ChatInput {}

    /// Show a thread and type into it; without a root, type into the channel again.
    record Thread(Optional<Long> root) implements ChatInput {}

    /// Answer a message in its thread.
    record Reply(long seq, String text) implements ChatInput {}

    /// Go to the next channel with something unread.
    record NextUnread() implements ChatInput {}

    /// Show what is unread.
    record Unread() implements ChatInput {}

    /// Mark the channel on screen as read.
    record MarkRead() implements ChatInput {}

    /// Mark a message and all behind it as unread.
    record MarkUnread(long seq) implements ChatInput {}

    /// Find messages in what is kept here.
    record Search(String words) implements ChatInput {}

    record Help() implements ChatInput {}

    record Quit() implements ChatInput {}

    /// Not understood.
    ///
    /// @param message what is wrong and what was expected
    record Mistake(String message) implements ChatInput {}

    /// Messages that `/history` shows when it is not said how many, and at most.
    int HISTORY_DEFAULT = 50;

    int HISTORY_MAX = 1_000;

    /// `s/old/new/`, the last slash may be left out; a slash in either is written `\/`.
    Pattern SUBSTITUTE = Pattern.compile("s/((?:[^/\\\\]|\\\\.)+)/((?:[^/\\\\]|\\\\.)*)/?");

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
            new Command("/next", "", "go to the next channel with something unread (Alt-A)"),
            new Command("/unread", "", "show what is unread"),
            new Command("/read", "", "mark this channel as read"),
            new Command("/mark-unread", "seq", "mark a message and all behind it as unread"),
            new Command("/thread", "[seq]", "show a thread and type into it; alone: back to the channel"),
            new Command("/reply", "seq text", "answer a message in its thread"),
            new Command("/edit", "seq text", "give your message another text; s/old/new/ edits your last one"),
            new Command("/delete", "seq", "take a message away, for ever"),
            new Command("/react", "seq emoji", "react to a message"),
            new Command("/unreact", "seq emoji", "take your reaction back"),
            new Command("/pin", "seq", "pin a message"),
            new Command("/unpin", "seq", "unpin it"),
            new Command("/search", "words", "find messages in what is kept here"),
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
        Matcher substitute = SUBSTITUTE.matcher(text);
        if (substitute.matches()) {
            return new Substitute(unescaped(substitute.group(1)), unescaped(substitute.group(2)));
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
            case "/next" -> new NextUnread();
            case "/unread" -> new Unread();
            case "/read" -> new MarkRead();
            case "/mark-unread" -> about(words, 1, rest -> new MarkUnread(rest.seq()));
            case "/thread" -> arguments.isEmpty()
                    ? new Thread(Optional.empty())
                    : about(words, 1, rest -> new Thread(Optional.of(rest.seq())));
            case "/reply" -> about(words, text, rest -> new Reply(rest.seq(), rest.text()));
            case "/edit" -> about(words, text, rest -> new Edit(rest.seq(), rest.text()));
            case "/delete" -> about(words, 1, rest -> new Delete(rest.seq()));
            case "/react" -> about(words, 2, rest -> new React(rest.seq(), rest.text()));
            case "/unreact" -> about(words, 2, rest -> new Unreact(rest.seq(), rest.text()));
            case "/pin" -> about(words, 1, rest -> new Pin(rest.seq()));
            case "/unpin" -> about(words, 1, rest -> new Unpin(rest.seq()));
            case "/search" -> arguments.isEmpty()
                    ? new Mistake("/search: one word or more")
                    : new Search(String.join(" ", arguments));
            case "/channels" -> new Channels();
            case "/who" -> new Who();
            case "/retry" -> new Retry();
            case "/drop" -> new Drop();
            case "/help" -> new Help();
            case "/quit" -> new Quit();
            default -> new Mistake(words.getFirst() + ": no such command (expected: one of /help; // sends a slash)");
        };
    }

    /// A seq and what follows it.
    record About(long seq, String text) {}

    private static ChatInput about(List<String> words, int arguments, Function<About, ChatInput> make) {
        OptionalLong seq = words.size() == arguments + 1 ? seq(words.get(1)) : OptionalLong.empty();
        return seq.isPresent()
                ? make.apply(new About(seq.getAsLong(), words.getLast()))
                : new Mistake(usage(words.getFirst()));
    }

    private static ChatInput about(List<String> words, String line, Function<About, ChatInput> make) {
        OptionalLong seq = words.size() > 2 ? seq(words.get(1)) : OptionalLong.empty();
        if (seq.isEmpty()) {
            return new Mistake(usage(words.getFirst()));
        }
        String rest = line.substring(words.getFirst().length()).strip();
        return make.apply(new About(seq.getAsLong(), rest.substring(words.get(1).length()).strip()));
    }

    private static String usage(String name) {
        return COMMANDS.stream()
                .filter(command -> command.name().equalsIgnoreCase(name))
                .findFirst()
                .map(command -> name + ": not understood (expected: " + command.name() + " " + command.arguments()
                        + ")")
                .orElse(name);
    }

    private static OptionalLong seq(String word) {
        boolean number = word.length() <= 18 && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Long.parseLong(word) > 0 ? OptionalLong.of(Long.parseLong(word)) : OptionalLong.empty();
    }

    private static String unescaped(String part) {
        return part.replace("\\/", "/").replace("\\\\", "\\");
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
