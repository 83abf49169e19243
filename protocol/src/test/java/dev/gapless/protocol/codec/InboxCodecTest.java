package dev.gapless.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxCodecTest {
    private static final InboxConversation CONVERSATION = new InboxConversation(
            new ChannelId(77), 9, true, new Position(41), new Ordinal(40), new Position(30), new Ordinal(29), 2, 11, 1,
            true);
    private static final InboxAnswer CHANGES = new InboxAnswer.Changes(
            9, List.of(CONVERSATION), 3, List.of(new ChannelId(5), new ChannelId(6)), List.of(new ChannelId(6)),
            812, 140);

    @Test
    void readsWhatItWrites() {
        InboxAnswer notReady = new InboxAnswer.NotReady("starting");
        assertEquals(CHANGES, InboxCodec.read(InboxCodec.write(CHANGES)));
        assertEquals(notReady, InboxCodec.read(InboxCodec.write(notReady)));
        InboxAnswer lost = new InboxAnswer.NotReady("lost too much", List.of(new ChannelId(8)));
        assertEquals(lost, InboxCodec.read(InboxCodec.write(lost)));
    }

    @Test
    void skipsFieldsOfALaterVersion() {
        String later = text(CHANGES).replace("\"unread\":", "\"colour\":{\"deep\":[1,{\"a\":2}]},\"unread\":")
                .replace("\"lag_ms\":", "\"more\":[[]],\"lag_ms\":");
        assertEquals(CHANGES, read(later));
    }

    @Test
    void refusesWhatIsNoAnswer() {
        String text = text(CHANGES);
        for (String broken : List.of(
                "", "[]", "null", "{", text.substring(0, text.length() - 1), "{\"not_ready\":7}",
                text.replace("\"revision\":9,\"member\"", "\"member\""),
                text.replace("\"total\":3,", ""),
                text.replace("\"member\":true,", ""),
                text.replace("\"member\":true", "\"member\":1"),
                text.replace("\"head\":41", "\"head\":\"41\""),
                text.replace("\"head\":41", "\"head\":-1"),
                text.replace(new ChannelId(77).text(), "C"),
                text.replace("\"changed\":[", "\"changed\":[7,"))) {
            assertThrows(IllegalArgumentException.class, () -> read(broken), broken);
        }
    }

    private static String text(InboxAnswer answer) {
        return new String(InboxCodec.write(answer), StandardCharsets.UTF_8);
    }

    private static InboxAnswer read(String text) {
        return InboxCodec.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
