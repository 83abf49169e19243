package dev.gapless.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsColumnsAlsoWithWideCharacters() {
        Table table = Table.of(">SEQ", "FROM", "TEXT")
                .row(9, "ada", "hello")
                .row(10, "日本語", "wide\tand \u001b[31mred")
                .row(1234, "eé", "");
        assertEquals(
                """
                 SEQ  FROM    TEXT
                   9  ada     hello
                  10  日本語  wide    and \\x1b[31mred
                1234  eé""",
                String.join("\n", table.lines()));
    }

    @Test
    void showsTheHeadOfAnEmptyTable() {
        assertEquals("NAME  WHO", String.join("\n", Table.of("NAME", "WHO").lines()));
    }
}
