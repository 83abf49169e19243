package dev.gapless.control.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.ControlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTokenTest {
    @TempDir
    Path directory;

    @Test
    void makesAFileForItsOwnerAndReadsItAgain() throws Exception {
        Path file = directory.resolve("a/b/operator");
        OperatorToken made = OperatorToken.readOrCreate(file, new Random(1));
        String text = Files.readString(file).strip();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(made.matches(text));
        assertTrue(OperatorToken.readOrCreate(file, new Random(2)).matches(text));
        assertEquals(text, Files.readString(file).strip());
        try (var files = Files.list(directory.resolve("a/b"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void matchesOnlyTheWholeText() throws Exception {
        Path file = directory.resolve("operator");
        OperatorToken token = OperatorToken.readOrCreate(file, new Random(1));
        String text = Files.readString(file).strip();
        assertFalse(token.matches(""));
        assertFalse(token.matches(text + "x"));
        assertFalse(token.matches(text.substring(0, text.length() - 1)));
        assertFalse(token.toString().contains(text.substring(4)));
    }

    @Test
    void refusesAFileWithoutAToken() throws Exception {
        Path file = Files.writeString(directory.resolve("operator"), "\n");
        assertThrows(ControlException.class, () -> OperatorToken.readOrCreate(file, new Random(1)));
    }
}
