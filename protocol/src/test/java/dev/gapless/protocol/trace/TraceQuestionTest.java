package dev.gapless.protocol.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Seq;
import org.junit.jupiter.api.Test;

class TraceQuestionTest {
    @Test
    void isReadAsItIsWritten() {
        TraceQuestion question = new TraceQuestion(ChannelKey.of(7, 9), new Seq(48));
        String text = question.text();
        assertEquals(question, TraceQuestion.parse(text.substring(text.indexOf('?') + 1)));
    }

    @Test
    void refusesWhatIsNone() {
        for (String query : new String[] {"", "seq=1", "workspace=W1&channel=x&seq=1", "&&=&"}) {
            assertThrows(IllegalArgumentException.class, () -> TraceQuestion.parse(query), query);
        }
    }
}
