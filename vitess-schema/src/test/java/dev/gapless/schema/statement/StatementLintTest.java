package dev.gapless.schema.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds all SQL to what MySQL, MariaDB and vtgate have in common.
class StatementLintTest {
    private static final Path SCHEMA = Path.of("src/main/resources/schema");

    private static final Map<String, String> FORBIDDEN = Map.ofEntries(
            Map.entry("\\bAUTO_INCREMENT\\b|\\bLAST_INSERT_ID\\b", "not unique across shards"),
            Map.entry("\\bFOREIGN KEY\\b|\\bREFERENCES\\b|\\bTRIGGER\\b|\\bPROCEDURE\\b", "shard local"),
            Map.entry("\\bREPLACE\\b|\\bINSERT IGNORE\\b|\\bRETURNING\\b|\\) AS NEW\\b",
                    "not everywhere, or hides errors"),
            Map.entry("\\bSELECT \\*", "columns change"),
            Map.entry("\\bJOIN\\b|\\bUNION\\b|\\bLATERAL\\b|\\bROLLUP\\b|\\bOVER \\(|\\bWITH \\w+ AS\\b|\\bEXISTS \\(",
                    "joins belong into the program"),
            Map.entry("\\(\\s*SELECT\\b", "subqueries belong into the program"),
            Map.entry(
                    "\\bFULLTEXT\\b|\\bSPATIAL\\b|\\bPARTITION\\b|\\bGENERATED\\b|\\bCHECK \\(|\\bJSON\\b|\\bUUID\\b|\\bVECTOR\\b|\\bINVISIBLE\\b",
                    "not everywhere"),
            Map.entry("\\bDEFAULT \\(|\\bUNSIGNED\\b|\\bTIMESTAMP\\b|\\bDATETIME\\b|\\bFLOAT\\b|\\bDOUBLE\\b",
                    "not everywhere, or inexact"),
            Map.entry("\\bNOW\\(|\\bCURRENT_TIMESTAMP\\b|\\bUNIX_TIMESTAMP\\b|\\bRAND\\(",
                    "times and chance come from the program"),
            Map.entry(
                    "\\bGET_LOCK\\b|\\bLOCK TABLES\\b|\\bTEMPORARY\\b|@|\\bUSE \\w|\\bSET SESSION\\b|\\bINTO OUTFILE\\b|\\bLOAD DATA\\b",
                    "pins a connection"),
            Map.entry("\\bSKIP LOCKED\\b|\\bNOWAIT\\b", "not in the core path"),
            Map.entry("\\bSQL_CALC_FOUND_ROWS\\b|\\bLOCK IN SHARE MODE\\b", "not everywhere"));

    @Test
    void usesOnlyWhatAllDatabasesHave() throws IOException {
        Map<String, String> texts = statements();
        texts.putAll(ddl());
        List<String> findings = new ArrayList<>();
        texts.forEach((name, text) -> FORBIDDEN.forEach((pattern, reason) -> {
            var found = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(text);
            if (found.find()) {
                findings.add(name + ": " + found.group() + " (" + reason + ")");
            }
        }));
        assertEquals(List.of(), findings);
    }

    @Test
    void namesTheWholeVindexUnlessItSaysOtherwise() {
        for (Statement statement : StatementCatalog.all()) {
            String text = statement.shown().toLowerCase(Locale.ROOT);
            if (statement.reach() == Reach.ONE_SHARD) {
                assertTrue(text.contains("workspace_id"), statement.name());
            }
            boolean limited =
                    text.startsWith("select") && !statement.manyRows() && !statement.bound().startsWith("1 row");
            assertTrue(!limited || text.contains("limit") || text.contains("slot <"), statement.name() + ": no LIMIT");
        }
    }

    @Test
    void neverAssignsVindexColumns() {
        Pattern assigned =
                Pattern.compile("(?:SET|UPDATE|,)\\s+(workspace_id|channel_id|user_id)\\s*=", Pattern.CASE_INSENSITIVE);
        for (Statement statement : StatementCatalog.all()) {
            assertTrue(!assigned.matcher(statement.shown()).find(), statement.name());
        }
    }

    @Test
    void givesEachStatementItsOwnName() {
        List<String> names = StatementCatalog.all().stream().map(Statement::name).toList();
        assertEquals(names.size(), names.stream().distinct().count(), names.toString());
    }

    @Test
    void namesEngineAndCollationOfEveryTable() throws IOException {
        for (Map.Entry<String, String> file : ddl().entrySet()) {
            long tables = Pattern.compile("CREATE TABLE IF NOT EXISTS").matcher(file.getValue()).results().count();
            long named = Pattern.compile("\\) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;")
                    .matcher(file.getValue())
                    .results()
                    .count();
            assertEquals(tables, named, file.getKey());
        }
    }

    @Test
    void putsEveryTableIntoTheVschema() throws IOException {
        for (String keyspace : List.of("global", "sharded")) {
            String vschema = Files.readString(SCHEMA.resolve(keyspace).resolve("vschema.json"));
            Pattern table = Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+)");
            for (String text : ddl(keyspace).values()) {
                table.matcher(text).results()
                        .forEach(found -> assertTrue(vschema.contains("\"" + found.group(1) + "\""),
                                keyspace + ": " + found.group(1)));
            }
        }
    }

    private static Map<String, String> statements() {
        return StatementCatalog.all().stream()
                .collect(Collectors.toMap(Statement::name, Statement::shown, (a, b) -> a, TreeMap::new));
    }

    private static Map<String, String> ddl() throws IOException {
        Map<String, String> all = ddl("global");
        all.putAll(ddl("sharded"));
        return all;
    }

    private static Map<String, String> ddl(String keyspace) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (var files = Files.list(SCHEMA.resolve(keyspace))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".sql")).toList()) {
                texts.put(keyspace + "/" + file.getFileName(), Files.readString(file).replaceAll("--.*", ""));
            }
        }
        return texts;
    }
}
