package dev.gapless.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.cli.CliStack;
import dev.gapless.cli.Session;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ReadPolicy;
import dev.gapless.client.local.LocalStore;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.id.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two devices of ada and one of lin, on screens of 40 and 120 columns: what is typed on one is on all, word for word.
class ChatIT {
    @RegisterExtension
    static final CliStack STACK = new CliStack();

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /// One chat without a terminal: its screen is what would stand above the input line.
    private static final class Chat implements AutoCloseable {
        final RecordedScreen screen;
        final Device device;
        final Conversation conversation;
        private final InputHandler input;

        Chat(String computer, String person, int width, Reading reading) {
            Session session = STACK.session(computer, person);
            Workspace workspace = Workspace.open(session);
            screen = new RecordedScreen(width);
            device = new Device(session, workspace, "chat");
            LocalStore store = device.rememberAll("chat");
            UserId self = workspace.api().me().user().id();
            conversation = new Conversation(workspace, self, screen, store, reading);
            conversation.use(device.connect(conversation), device.unsettled());
            input = new InputHandler(conversation, workspace);
        }

        static Chat focused(String computer, String person, int width) {
            return new Chat(computer, person, width, new Reading.By(ReadPolicy.FOCUSED));
        }

        Chat type(String line) {
            input.handle(line);
            return this;
        }

        void open(String channel) {
            ChannelView view = Workspace.open(STACK.session("opener-" + channel, "ada")).channel(channel);
            conversation.rooms().open(view, 50);
        }

        Optional<Badge> badge(String label) {
            return conversation.state().badges().values().stream()
                    .filter(badge -> badge.label().equals(label))
                    .findFirst();
        }

        @Override
        public void close() {
            device.close();
        }
    }

    @Test
    void everyDeviceShowsTheSame() {
        String channel = "#" + CliStack.channelName();
        make(channel);
        try (Chat wide = Chat.focused("wide", "ada", 120);
                Chat narrow = Chat.focused("narrow", "ada", 40);
                Chat lin = Chat.focused("lin", "lin", 120)) {
            wide.open(channel);
            narrow.open(channel);
            lin.type("/join " + channel);
            lin.type("hello @ada, 日本語 and 🎉");
            awaitText(lin, "hello");
            wide.type("how do you do?");
            awaitText(lin, "how do");
            awaitText(wide, "how do");
            wide.type("s/do you do/are you/");
            wide.type("/react 4 👍");
            lin.type("/react 4 👍");
            lin.type("/reply 5 well, thanks");
            awaitText(wide, "↳ 1 reply");
            narrow.type("/pin 4");
            narrow.type("to be deleted");
            awaitText(wide, "to be deleted");
            long last = wide.conversation.state().room().orElseThrow().seq();
            wide.type("/delete " + last);
            String expected = """
                    hh:mm · ada created the channel
                    hh:mm · ada joined
                    hh:mm · lin joined
                    hh:mm lin         hello @ada, 日本語 and 🎉
                                      👍 2*  pinned
                    hh:mm ada         how are you?  ✓ 5
                                      ↳ 1 reply  edited
                    hh:mm ada         (deleted)""";
            awaitScreen(expected, wide);
            awaitScreen("""
                    hh:mm · ada created the channel
                    hh:mm · ada joined
                    hh:mm · lin joined
                    hh:mm lin    hello @ada, 日本語 and 🎉
                                 👍 2*  pinned
                    hh:mm ada    how are you?  ✓ 5
                                 ↳ 1 reply  edited
                    hh:mm ada    (deleted)""", narrow);
            try (Chat fresh = Chat.focused("fresh", "ada", 120)) {
                fresh.open(channel);
                awaitScreen(expected, fresh);
            }
            narrow.type("/offline");
            lin.type("while one was away");
            awaitText(lin, "while one");
            lin.type("s/one/narrow/");
            awaitText(wide, "while narrow was away");
            narrow.type("/online");
            awaitText(narrow, "while narrow was");
        }
    }

    @Test
    void countsMoveWithThePersonAndNotWithWhoOnlyLooks() {
        String home = "#" + CliStack.channelName();
        String busy = "#" + CliStack.channelName();
        make(home);
        make(busy);
        try (Chat first = Chat.focused("first", "ada", 120);
                Chat second = Chat.focused("second", "ada", 40);
                Chat explorer = new Chat("explorer", "ada", 120, new Reading.Never());
                Chat lin = Chat.focused("lin-2", "lin", 120)) {
            for (Chat chat : List.of(first, second, explorer)) {
                chat.open(home);
                chat.conversation.tick(Duration.ofSeconds(1));
            }
            lin.type("/join " + busy).type("one").type("two @ada");
            Badge unread = new Badge(busy, 2, 1);
            awaitBadge(unread, first, second, explorer);
            explorer.type("/join " + busy).type("/read").type("/join " + home);
            awaitBadge(unread, first, second, explorer);
            first.type("/join " + busy);
            Badge none = new Badge(busy, 0, 0);
            awaitBadge(none, first, second, explorer);
            first.type("/join " + home).type("/join " + busy).type("/mark-unread 5").type("/join " + home);
            awaitBadge(new Badge(busy, 1, 1), first, second, explorer);
            second.type("/join " + busy);
            awaitBadge(none, first, second, explorer);
            first.type("/join " + busy).type("/mark-unread 5");
            awaitBadge(new Badge(busy, 1, 1), first, second, explorer);
            second.type("/who").type("/net");
            awaitBadge(new Badge(busy, 1, 1), first, second, explorer);
        }
    }

    private static void make(String channel) {
        Workspace.open(STACK.session("maker-" + channel, "ada"))
                .api()
                .createChannel(new CreateChannel(channel.substring(1), "public", Optional.empty()));
    }

    private static void awaitText(Chat chat, String part) {
        Waiting.until(DEADLINE, () -> chat.screen.text().contains(part), () -> part + "\n" + chat.screen.text());
    }

    private static void awaitScreen(String expected, Chat chat) {
        Waiting.until(DEADLINE, () -> chat.screen.entriesText().equals(expected), () -> {
            assertEquals(expected, chat.screen.entriesText());
            return expected;
        });
    }

    private static void awaitBadge(Badge expected, Chat... chats) {
        for (Chat chat : chats) {
            Waiting.until(
                    DEADLINE,
                    () -> {
                        chat.conversation.tick(Duration.ofSeconds(1));
                        return chat.badge(expected.label()).equals(Optional.of(expected));
                    },
                    () -> "expected " + expected + ", was " + chat.badge(expected.label()));
        }
    }
}
