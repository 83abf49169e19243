package dev.gapless.schema.change;

import java.util.ArrayList;
import java.util.List;

/// One numbered step of a schema: some DDL statements that are never edited once released.
///
/// @param number 1 for the first, then without gaps
/// @param name file name without number and ending
/// @param statements DDL, each of which may be run again after it was done
record SchemaChange(int number, String name, List<String> statements) {
    SchemaChange {
        statements = List.copyOf(statements);
    }

    /// Reads a change.
    ///
    /// @param file such as `001-first-tables.sql`
    /// @param text SQL with `--` comments; statements end with a semicolon at the end of a line
    static SchemaChange parse(String file, String text) {
        int dash = file.indexOf('-');
        if (dash < 1 || !file.endsWith(".sql")) {
            throw new IllegalArgumentException("schema change: " + file + " (expected: such as 001-name.sql)");
        }
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : text.lines().map(SchemaChange::withoutComment).toList()) {
            if (line.isBlank()) {
                continue;
            }
            boolean last = line.endsWith(";");
            statement.append(last ? line.substring(0, line.length() - 1) : line).append('\n');
            if (last) {
                statements.add(statement.toString().strip());
                statement.setLength(0);
            }
        }
        if (!statement.isEmpty() || statements.isEmpty()) {
            throw new IllegalArgumentException("schema change: " + file + " (expected: statements that end with ;)");
        }
        return new SchemaChange(
                Integer.parseInt(file.substring(0, dash)), file.substring(dash + 1, file.length() - ".sql".length()),
                statements);
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf("--");
        return (comment < 0 ? line : line.substring(0, comment)).stripTrailing();
    }
}
