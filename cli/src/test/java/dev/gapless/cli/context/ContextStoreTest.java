package dev.gapless.cli.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gapless.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextStoreTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatItWrote() {
        ContextStore store = new ContextStore(directory.resolve("gapless"));
        Context ada = ada("ada");
        store.save(ada);
        store.save(ada("lin"));
        store.use("ada");
        assertEquals(Optional.of(ada), store.find("ada"));
        assertEquals(List.of("ada", "lin"), store.list().stream().map(Context::name).toList());
        assertEquals(Optional.of("ada"), store.current());
    }

    @Test
    void keepsFilesToTheirOwner() throws IOException {
        ContextStore store = new ContextStore(directory.resolve("gapless"));
        store.save(ada("ada"));
        Path file = directory.resolve("gapless/contexts/ada.json");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void findsNothingBeforeTheFirstContext() {
        ContextStore store = new ContextStore(directory.resolve("gapless"));
        assertEquals(List.of(), store.list());
        assertEquals(Optional.empty(), store.current());
        assertEquals(Optional.empty(), store.find("../../etc/passwd"));
    }

    @Test
    void namesTheFileThatIsNotAContext() throws IOException {
        ContextStore store = new ContextStore(directory);
        store.save(ada("ada"));
        Files.writeString(directory.resolve("contexts/ada.json"), "{");
        CliFailure failure = assertThrows(CliFailure.class, () -> store.find("ada"));
        assertEquals("bad-context", failure.code());
    }

    private static Context ada(String name) {
        return new Context(
                name,
                List.of("http://127.0.0.1:7400"),
                Optional.empty(),
                Optional.of("demo"),
                Optional.of(name),
                Optional.empty(),
                Optional.of("secret"));
    }
}
