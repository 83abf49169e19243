package dev.gapless.protocol.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnerBatchTest {
    private static final OwnerBatch.Send SEND =
            new OwnerBatch.Send(new UserId(3), true, 127, "key", "text 😀", Optional.of(new Seq(4)), true);

    @Test
    void comesBackAsItWasWritten() {
        OwnerBatch batch = new OwnerBatch(
                new WorkspaceId(1), new ChannelId(2),
                List.of(SEND, new OwnerBatch.Send(new UserId(3), false, 0, "k", "\u0001\"", Optional.empty(), false)));
        assertEquals(batch, ApiCodec.readStrict(ApiCodec.write(batch), OwnerBatch.class));
    }

    @Test
    void refusesWhatIsNone() {
        String good = ApiCodec.text(new OwnerBatch(new WorkspaceId(1), new ChannelId(2), List.of(SEND)));
        refused(good.replace("\"run\":127", "\"run\":128"), "run: 128");
        refused(good.replace("\"run\":127", "\"run\":-1"), "run: -1");
        refused(good.replace("\"run\":127", "\"run\":1.5"), "run");
        refused(good.replace("\"run\":127", "\"run\":\"1\""), "run");
        refused(good.replace("\"key\":\"key\"", "\"key\":\"\""), "key: 0 characters");
        refused(good.replace("\"key\":\"key\"", "\"key\":\"a b\""), "key: character");
        refused(good.replace("\"thread_root\":4,", ""), "also_to_channel");
        refused(good.replace("\"thread_root\":4", "\"thread_root\":0"), "thread_root");
        refused(good.replace("\"administers\":true,", ""), "administers");
        refused(good.replace("\"text\":\"text 😀\"", "\"text\":null"), "text");
        refused(good.replace("\"text\":\"text 😀\"", "\"text\":7"), "text");
        refused(good.replaceFirst("\"user\":\"[^\"]*\"", "\"user\":\"nobody\""), "user");
        refused(good.replaceFirst("\"channel\":\"[^\"]*\"", "\"channel\":3"), "channel");
        refused(good.replaceFirst("\"sends\":\\[.*]", "\"sends\":[]"), "sends: 0");
        refused(good.replaceFirst("\"sends\":\\[.*]", "\"sends\":[null]"), "");
        refused(good.replaceFirst("\"sends\":\\[.*]", "\"sends\":null"), "sends");
        refused(good.replace("\"sends\"", "\"more\":1,\"sends\""), "more");
        refused(
                good.replaceFirst(
                        "\"sends\":\\[(.*)]", "\"sends\":[" + String.join(",", Collections.nCopies(129, "$1")) + "]"),
                "sends: 129");
    }

    @Test
    void doesNotShowTexts() {
        assertFalse(SEND.toString().contains("text"), SEND::toString);
    }

    @Test
    void anOutcomeIsOneOfTwo() {
        assertThrows(
                IllegalArgumentException.class, () -> new OwnerAnswer.Outcome(Optional.empty(), Optional.empty()));
    }

    private static void refused(String json, String message) {
        GaplessException refusal = assertThrows(
                GaplessException.class,
                () -> ApiCodec.readStrict(json.getBytes(StandardCharsets.UTF_8), OwnerBatch.class), json);
        assertEquals(ErrorCode.Kind.USER, refusal.code().kind(), json);
        assertEquals(true, refusal.text().contains(message), refusal.text() + " (expected: " + message + ")");
    }
}
