package dev.gapless.schema.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaChangeTest {
    @Test
    void splitsStatementsAndDropsComments() {
        SchemaChange change = SchemaChange.parse("007-more.sql", """
                -- why
                CREATE TABLE a (
                  b INT -- c;
                );

                CREATE TABLE d (e INT);
                """);
        assertEquals(7, change.number());
        assertEquals("more", change.name());
        assertEquals(List.of("CREATE TABLE a (\n  b INT\n)", "CREATE TABLE d (e INT)"), change.statements());
    }

    @Test
    void refusesAnUnfinishedStatement() {
        assertThrows(IllegalArgumentException.class, () -> SchemaChange.parse("001-a.sql", "CREATE TABLE a (b INT)"));
        assertThrows(IllegalArgumentException.class, () -> SchemaChange.parse("a.sql", "CREATE TABLE a (b INT);"));
    }

    @Test
    void runsEveryFileInTheFolderInOrder() throws IOException {
        for (String keyspace : List.of("global", "sharded")) {
            List<SchemaChange> changes = SchemaChanges.changes(keyspace);
            for (int i = 0; i < changes.size(); i++) {
                assertEquals(i + 1, changes.get(i).number());
            }
            try (var files = Files.list(Path.of("src/main/resources/schema", keyspace))) {
                assertEquals(changes.size(), files.filter(file -> file.toString().endsWith(".sql")).count(), keyspace);
            }
        }
    }
}
