package dev.gapless.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class YamlTextTest {
    @Test
    void writesObjectsListsAndValuesInBlocks() {
        assertEquals(
                List.of(
                        "id: W0000000000001",
                        "name: \"Acme: & Söhne\"",
                        "on_call: \"no\"",
                        "scopes:",
                        "  - admin",
                        "  - user",
                        "empty: []",
                        "inner:",
                        "  seq: 7",
                        "  ok: true",
                        "rows:",
                        "  - a: 1",
                        "    b: \"\"",
                        "  - a: 2"),
                YamlText.lines("{\"id\":\"W0000000000001\",\"name\":\"Acme: & Söhne\",\"on_call\":\"no\","
                        + "\"scopes\":[\"admin\",\"user\"],\"empty\":[],\"inner\":{\"seq\":7,\"ok\":true},"
                        + "\"rows\":[{\"a\":1,\"b\":\"\"},{\"a\":2}]}"));
    }

    @Test
    void quotesWhatWouldBeTakenForSomethingElse() {
        assertEquals(
                List.of("- \"12\"", "- \"- x\"", "- \"null\"", "- \"a\\nb\"", "- \"#x\""),
                YamlText.lines("[\"12\",\"- x\",\"null\",\"a\\nb\",\"#x\"]"));
    }
}
