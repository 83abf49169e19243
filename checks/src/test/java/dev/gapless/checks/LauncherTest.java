package dev.gapless.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./gapless` in a made-up checkout, with a JDK and a Maven that only say how they were called.
class LauncherTest {
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path temp;

    private Path root;
    private Path jdk;
    private Map<String, String> environment;

    @BeforeEach
    void makeCheckout() throws IOException {
        root = Files.createDirectories(temp.resolve("a folder/gapless src")).toRealPath();
        jdk = temp.resolve("jdk");
        Path tools = temp.resolve("tools");
        copyOf("gapless");
        script(jdk.resolve("bin/java"), """
                for a; do case $a in -XX:AOTCacheOutput=*) : > "${a#*=}"; exit 0 ;; esac; done
                for a; do printf '%s\\n' "$a"; done
                exit 7
                """);
        script(jdk.resolve("bin/javac"), "exit 1\n");
        write(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.3\"\n");
        script(tools.resolve("mvn"), """
                printf '%s\\n' "$*" >> calls
                if [ -f broken ]; then echo it broke; exit 1; fi
                mkdir -p cli/target/dist/lib
                : > cli/target/dist/lib/gapless-cli-1.jar
                printf 'lib/x-1.jar:lib/y-2.jar' > cli/target/dist/classpath
                """);
        write(root.resolve("pom.xml"), "<project/>\n");
        write(root.resolve("cli/pom.xml"), "<project/>\n");
        write(root.resolve("cli/src/main/java/A.java"), "class A {}\n");
        environment = new HashMap<>(Map.of("GAPLESS_JAVA_HOME", jdk.toString(), "PATH",
                tools + ":" + System.getenv("PATH")));
    }

    @Test
    void runsTheCommandWithItsArgumentsAndExitCode() throws Exception {
        Run run = run("send", "#general", "two  words", "--key", "*");
        assertEquals(7, run.exitCode(), run.err());
        List<String> said = run.out().lines().toList();
        int main = said.indexOf("dev.gapless.cli.GaplessCli");
        assertEquals(List.of("send", "#general", "two  words", "--key", "*"), said.subList(main + 1, said.size()));
        assertEquals(root + "/cli/target/dist/lib/gapless-cli-1.jar:" + root + "/cli/target/dist/lib/x-1.jar:" + root
                + "/cli/target/dist/lib/y-2.jar", said.get(main - 1));
    }

    @Test
    void buildsWhatIsMissingOrStaleAndNothingElse() throws Exception {
        assertTrue(run("--version").err().contains("building the first time"));
        assertEquals("", run("--version").err());
        assertEquals(1, builds());

        Path source = root.resolve("cli/src/main/java/A.java");
        Files.setLastModifiedTime(root.resolve("cli/target/dist/classpath"), FileTime.from(BUILT));
        Files.setLastModifiedTime(source, FileTime.from(BUILT.plusSeconds(1)));
        environment.put("GAPLESS_NO_BUILD", "1");
        assertFalse(run("--version").err().contains("building"));
        environment.remove("GAPLESS_NO_BUILD");
        assertTrue(run("--version").err().contains("building what changed"));
        assertEquals(2, builds());
    }

    @Test
    void showsTheEndOfTheLogOfAFailedBuild() throws Exception {
        write(root.resolve("broken"), "");
        Run run = run("--version");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("the build failed") && run.err().contains("it broke"), run.err());
        assertEquals("", run.out());
    }

    @Test
    void startsShortCommandsFastAndLongOnesForTheirWork() throws Exception {
        environment.put("GAPLESS_JAVA_OPTS", "-Xmx3g -Da=b");
        List<String> shortOne = run("--as", "up", "history").out().lines().toList();
        assertTrue(
                shortOne.contains("-XX:+UseSerialGC") && shortOne.stream().anyMatch(a -> a.startsWith("-XX:AOTCache=")),
                shortOne.toString());
        List<String> longOne = run("up", "--port", "0").out().lines().toList();
        assertTrue(longOne.contains("-XX:+UseG1GC") && longOne.contains("-XX:+ExitOnOutOfMemoryError"),
                longOne.toString());
        assertTrue(longOne.indexOf("-Xmx3g") > longOne.indexOf("-Xmx1g"), "the user's flags come last");
    }

    @Test
    void worksThroughASymbolicLinkFromAnywhere() throws Exception {
        Path links = Files.createDirectories(temp.resolve("bin"));
        Files.createSymbolicLink(links.resolve("first"), root.resolve("gapless"));
        Files.createSymbolicLink(links.resolve("gapless"), Path.of("first"));
        Run run = run(links, "./gapless", "--version");
        assertEquals(7, run.exitCode(), run.err());
        assertTrue(run.out().contains("-Dgapless.home=" + root), run.out());
    }

    @Test
    void saysWhyAJdkWillNotDo() throws Exception {
        write(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        Run run = run("--version");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("not a JDK 25 or later (found: 17)"), run.err());
    }

    private record Run(int exitCode, String out, String err) {}

    private Run run(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = root.resolve("gapless").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(temp, command);
    }

    private Run run(Path folder, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(temp, "out", ".txt");
        Path err = Files.createTempFile(temp, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private long builds() throws IOException {
        return Files.readAllLines(root.resolve("calls")).size();
    }

    private void copyOf(String name) throws IOException {
        Files.copy(SourceTree.projectRoot().resolve(name), root.resolve(name));
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
