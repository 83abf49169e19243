package dev.gapless.schema.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values published in vitess `go/vt/vtgate/vindexes/xxhash_test.go`, and such as its description of `multicol` gives.
class KeyspaceRouterTest {
    @ParameterizedTest
    @CsvSource({
        "1, d46405367612b4b7",
        "-1, d8e2a6a7c8c7623d",
        "9223372036854775807, b37eb01f7bffafd8",
        "-9223372036854775808, 102c27ddb26a609e",
    })
    void hashesNumbersAsVitessDoes(long value, String id) {
        assertEquals(id, new KeyspaceId(KeyspaceRouter.hash(value)).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "test1, d01ab7e4d6978f0b",
        "test2, 87eb11714c0a0e89",
        "testaverylongvaluetomakesurethisworks, 81d8c38e0d850e6a",
        "18446744073709551615, 477cfa8d6d8f1f8d",
        "'', 99e9d85137db46ef",
    })
    void hashesTextsAsVitessDoes(String text, String id) {
        long hash = KeyspaceRouter.hash(text.getBytes(StandardCharsets.US_ASCII));
        assertEquals(id, new KeyspaceId(hash).toString());
    }

    @ParameterizedTest
    @CsvSource({"1, 88f1773dd4640536", "2, 88f1773d8b598016", "9001, 88f1773d8a3cb6fb"})
    void putsChannelsIntoTheRangeOfTheirWorkspace(long channel, String id) {
        assertEquals(
                id, KeyspaceRouter.ofChannel(ChannelKey.of(7301234567890123456L, channel)).toString());
    }

    @Test
    void putsAWorkspaceIntoItsOwnRange() {
        WorkspaceId workspace = new WorkspaceId(7301234567890123456L);
        assertEquals("88f1773d8afa8721", KeyspaceRouter.ofWorkspace(workspace).toString());
        assertEquals("88f1773d-88f1773e", KeyspaceRouter.rangeOf(workspace).toString());
    }

    @Test
    void treatsUsersAsChannels() {
        WorkspaceId workspace = new WorkspaceId(7301234567890123456L);
        assertEquals("88f1773dd4640536", KeyspaceRouter.ofUser(workspace, new UserId(1)).toString());
    }
}
