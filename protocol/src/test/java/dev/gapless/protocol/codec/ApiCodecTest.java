package dev.gapless.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.Conversation;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CursorList;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.EditMessage;
import dev.gapless.protocol.api.MentionList;
import dev.gapless.protocol.api.MentionView;
import dev.gapless.protocol.api.OpenDm;
import dev.gapless.protocol.api.PinList;
import dev.gapless.protocol.api.PinView;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.api.ReactionList;
import dev.gapless.protocol.api.ReactionsView;
import dev.gapless.protocol.api.SearchAnswer;
import dev.gapless.protocol.api.SearchHit;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.api.SendRequest;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.api.ThreadPage;
import dev.gapless.protocol.api.ThreadView;
import dev.gapless.protocol.api.UnreadCounts;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.api.UnreadVerdict;
import dev.gapless.protocol.api.UnreadVerdicts;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.api.VerifyUnread;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
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
        SyncRequest request = SyncRequest.ofPositions(
                Map.of(new ChannelId(3), new Position(9)), Optional.of(5), Optional.empty());
        assertEquals(request, ApiCodec.readStrict(ApiCodec.write(request), SyncRequest.class));
        assertEquals("{\"positions\":{\"C0000000000003\":9},\"limit\":5}", ApiCodec.text(request));
    }

    @Test
    void readsEveryNewBody() {
        ChannelId channel = new ChannelId(3);
        UnreadView unread = new UnreadView(
                channel, new Position(9), new Ordinal(5), Epoch.FIRST, new Position(4), new Ordinal(2), 1, 3, 2, 1);
        ChannelView view = new ChannelView(
                channel, "public", "normal", Optional.of("n"), Optional.empty(), "active", true, List.of(), Epoch.FIRST,
                new Position(9), new Ordinal(5));
        CursorView cursor =
                new CursorView(channel, Optional.of(new Seq(2)), new Seq(4), new Ordinal(1), 3, 17);
        UnreadCounts counts = new UnreadCounts(3, 2);
        List<Object> bodies = List.of(
                SyncRequest.since(Optional.of("r7"), Optional.empty(), 50, 20, Optional.of(channel)),
                new SyncAnswer(
                        List.of(new Conversation(view, Optional.of(unread), Optional.empty())), 7, Optional.of("n"),
                        Optional.of("r9"), true, 8, List.of(channel)),
                cursor,
                new CursorList(List.of(cursor), 17, false),
                new PutCursor(new Seq(4), Optional.of(2L), Optional.of(true), Optional.empty()),
                new EditMessage("text"),
                new ChangeChannel(Optional.of("name"), Optional.empty(), Optional.of("large")),
                new UnreadList(List.of(unread), 3, 2, 17, Optional.empty()),
                new VerifyUnread(Optional.of(channel), Optional.empty()),
                new UnreadVerdicts(
                        List.of(new UnreadVerdict(channel, true, counts, counts)), Optional.of("n")),
                new MentionList(
                        List.of(new MentionView(channel, new Seq(4), new UserId(1), 5, "hi", false)),
                        Optional.empty()),
                new ThreadPage(
                        channel, new ThreadView(new Seq(4), 2, new Position(9), 1), List.of(), Optional.of(9L)),
                new ReactionList(
                        new Seq(4), List.of(new ReactionsView("👍", List.of(new UserId(1)), 1))),
                new PinList(List.of(new PinView(new Seq(4), new UserId(1), new Seq(7)))),
                new SearchAnswer(
                        List.of(new SearchHit(channel, new Seq(4), new UserId(1), 5, "hi")), Optional.of("n")),
                new SendRequest("x", Optional.of(new Seq(2)), Optional.of(true)));
        for (Object body : bodies) {
            assertEquals(body, ApiCodec.readStrict(ApiCodec.write(body), body.getClass()));
        }
    }

    @Test
    void takesASyncWithoutPositions() {
        SyncRequest request = ApiCodec.readStrict(bytes("{\"since\":\"r7\",\"window\":5}"), SyncRequest.class);
        assertEquals(Map.of(), request.positions());
        assertEquals(Optional.of(5), request.window());
    }

    @Test
    void leavesEmptyOptionalsOut() {
        assertEquals("{\"text\":\"hi\"}", ApiCodec.text(SendRequest.of("hi", Optional.empty())));
        assertEquals(
                SendRequest.of("hi", Optional.of(new Seq(2))),
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
        SendRequest request = SendRequest.of("👋🏽 hé", Optional.empty());
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
