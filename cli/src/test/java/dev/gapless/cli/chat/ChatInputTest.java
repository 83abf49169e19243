package dev.gapless.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
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
            String arguments = command.arguments().replaceAll("\\[\\w+]|seq", "12");
            ChatInput input = ChatInput.parse(command.name() + " " + arguments);
            assertFalse(input instanceof ChatInput.Mistake, () -> input.toString());
        }
    }

    @Test
    void readsCommandsAboutMessages() {
        assertEquals(new ChatInput.Edit(12, "a  b /c"), ChatInput.parse("/edit 12 a  b /c"));
        assertEquals(new ChatInput.Reply(12, "yes"), ChatInput.parse("/reply  12  yes"));
        assertEquals(new ChatInput.React(12, "👍"), ChatInput.parse("/react 12 👍"));
        assertEquals(new ChatInput.Thread(Optional.empty()), ChatInput.parse("/thread"));
        assertEquals(new ChatInput.Thread(Optional.of(7L)), ChatInput.parse("/thread 7"));
        assertEquals(
                new ChatInput.Mistake("/delete: not understood (expected: /delete seq)"), ChatInput.parse("/delete"));
        assertEquals(
                new ChatInput.Mistake("/edit: not understood (expected: /edit seq text)"),
                ChatInput.parse("/edit 0 x"));
    }

    @Test
    void readsSubstitutions() {
        assertEquals(new ChatInput.Substitute("old", "new"), ChatInput.parse("s/old/new/"));
        assertEquals(new ChatInput.Substitute("old", "new"), ChatInput.parse("s/old/new"));
        assertEquals(new ChatInput.Substitute("a/b", ""), ChatInput.parse("s/a\\/b//"));
        assertEquals(new ChatInput.Say("s/old"), ChatInput.parse("s/old"));
        assertEquals(new ChatInput.Say("yes/no/maybe"), ChatInput.parse("yes/no/maybe"));
    }
}
