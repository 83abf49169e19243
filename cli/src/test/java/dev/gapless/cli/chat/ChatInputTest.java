package dev.gapless.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChatInputTest {
    @Test
    void tellsMessagesFromCommands() {
        assertEquals(new ChatInput.Say("hello there"), ChatInput.parse("  hello there "));
        assertEquals(new ChatInput.Say("/etc/hosts"), ChatInput.parse("//etc/hosts"));
        assertEquals(new ChatInput.Empty(), ChatInput.parse("   "));
        assertEquals(new ChatInput.Join("#random"), ChatInput.parse("/join #random"));
        assertEquals(new ChatInput.Dm(List.of("@lin", "grace")), ChatInput.parse("/dm @lin grace"));
        assertEquals(new ChatInput.History(7), ChatInput.parse("/history 7"));
        assertEquals(new ChatInput.History(ChatInput.HISTORY_DEFAULT), ChatInput.parse("/history"));
        assertEquals(new ChatInput.Quit(), ChatInput.parse("/QUIT"));
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        assertInstanceOf(ChatInput.Mistake.class, ChatInput.parse("/jion #random"));
        assertInstanceOf(ChatInput.Mistake.class, ChatInput.parse("/history 0"));
        assertInstanceOf(ChatInput.Mistake.class, ChatInput.parse("/history 99999999999"));
        assertInstanceOf(ChatInput.Mistake.class, ChatInput.parse("/join"));
    }

    @Test
    void understandsEveryCommandOfTheHelp() {
        for (ChatInput.Command command : ChatInput.COMMANDS) {
            ChatInput input = ChatInput.parse(command.name() + " x");
            if (input instanceof ChatInput.Mistake mistake) {
                assertEquals("/history: x (expected: 1 to 1000)", mistake.message());
            }
        }
    }
}
