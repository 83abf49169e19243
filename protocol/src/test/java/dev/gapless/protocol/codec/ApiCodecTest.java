package dev.gapless.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.OpenDm;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.api.SendRequest;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiCodecTest {
    @Test
    void readsWhatItWrote() {
        SyncRequest request = new SyncRequest(
                Map.of(new ChannelId(3), new Position(9)), Optional.of(5), Optional.empty());
        assertEquals(request, ApiCodec.readStrict(ApiCodec.write(request), SyncRequest.class));
        assertEquals("{\"positions\":{\"C0000000000003\":9},\"limit\":5}", ApiCodec.text(request));
    }

    @Test
    void leavesEmptyOptionalsOut() {
        assertEquals("{\"text\":\"hi\"}", ApiCodec.text(new SendRequest("hi", Optional.empty())));
        assertEquals(
                new SendRequest("hi", Optional.of(new Seq(2))),
                ApiCodec.readStrict(bytes("{\"text\":\"hi\",\"thread_root\":2}"), SendRequest.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock = """
                    nonsense                         | invalid-json
                    ``                               | invalid-json
                    null                             | invalid-json
                    []                               | invalid-json
                    {"text":"x","color":1}           | unknown-field
                    {"text":7}                       | invalid-field
                    {"text":null}                    | invalid-field
                    {}                               | invalid-field
                    {"text":"x","thread_root":"2"}   | invalid-field
                    {"text":"x","thread_root":0}     | invalid-field
                    {"text":"x","thread_root":1.5}   | invalid-field
                    {"text":"x"} trailing            | invalid-json
                    """)
    void namesEachMistake(String json, String code) {
        GaplessException refusal = assertThrows(
                GaplessException.class,
                () -> ApiCodec.readStrict(bytes(json == null ? "" : json), SendRequest.class));
        assertEquals(code, refusal.code().text());
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] bad = bytes("{\"text\":\"x\"}");
        bad[9] = (byte) 0xff;
        GaplessException refusal =
                assertThrows(GaplessException.class, () -> ApiCodec.readStrict(bad, SendRequest.class));
        assertEquals("invalid-utf8", refusal.code().text());
    }

    @Test
    void writesEmojiAsTheyWereTyped() {
        SendRequest request = new SendRequest("👋🏽 hé", Optional.empty());
        assertArrayEquals(bytes("{\"text\":\"👋🏽 hé\"}"), ApiCodec.write(request));
        assertEquals(request,
                ApiCodec.readStrict(bytes("{\"text\":\"\\ud83d\\udc4b\\ud83c\\udffd hé\"}"), SendRequest.class));
    }

    @Test
    void writesARefusalThatWasCutInsideOfAnEmoji() {
        GaplessException refusal = GaplessException.invalidField("name", "x".repeat(59) + "👋", "another");
        Problem read = ApiCodec.read(ApiCodec.write(Problem.of(refusal, "R1")), Problem.class);
        assertEquals("name: " + "x".repeat(59) + "?… (expected: another)", read.detail());
    }

    @Test
    void refusesMissingListsAndIdsOfAnotherType() {
        assertEquals("invalid-field", codeOf("{}", OpenDm.class));
        assertEquals("invalid-field", codeOf("{\"users\":[\"C0000000000001\"]}", OpenDm.class));
        assertEquals("invalid-field", codeOf("{\"name\":\"x\"}", CreateChannel.class));
        assertEquals(
                new OpenDm(List.of(new UserId(1))),
                ApiCodec.readStrict(bytes("{\"users\":[\"U0000000000001\"]}"), OpenDm.class));
    }

    private static String codeOf(String json, Class<?> type) {
        return assertThrows(GaplessException.class, () -> ApiCodec.readStrict(bytes(json), type))
                .code()
                .text();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
