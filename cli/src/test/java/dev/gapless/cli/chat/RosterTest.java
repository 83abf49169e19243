package dev.gapless.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RosterTest {
    private final Roster roster = new Roster(List.of("general", "games", "random"), List.of("ada", "lin"));

    @Test
    void completesCommandsAtTheStartOnly() {
        assertEquals(List.of("/join"), roster.candidates("/jo"));
        assertEquals(List.of(), roster.candidates("see /jo"));
        assertEquals(ChatInput.COMMANDS.size(), roster.candidates("/").size());
    }

    @Test
    void completesChannelsAndPeopleAnywhere() {
        assertEquals(List.of("#games", "#general"), roster.candidates("look at #g"));
        assertEquals(List.of("@lin"), roster.candidates("@l"));
        assertEquals(List.of("#games", "#general", "#random"), roster.candidates("/join "));
        assertEquals(List.of("@ada", "@lin"), roster.candidates("/dm "));
        assertTrue(roster.candidates("hello ").isEmpty());
    }
}
