package dev.gapless.devstack.mariadb;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.devstack.process.Directories;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Makes an empty data directory with the system tables: what `mariadb-install-db` does, without the shell, help texts and time zones.
///
/// @param home the unpacked server
record DataTemplate(Path home) {
    private static final long DEADLINE_S = 120;

    /// The scripts that the server ships for this, in their order.
    private static final List<String> SCRIPTS = List.of(
            "share/mariadb_system_tables.sql", "share/mariadb_performance_tables.sql",
            "share/mariadb_system_tables_data.sql");

    /// Statements before the scripts. The server in bootstrap mode reads one statement per line end.
    private static final String PROLOGUE = """
            create database if not exists mysql;
            use mysql;
            set @auth_root_socket = null;
            """;

    void make(Path target) throws IOException {
        Path full = target.resolveSibling("template.full");
        Path scratch = target.resolveSibling("template.tmp");
        Path log = target.resolveSibling("template.log");
        Files.createDirectory(full);
        Files.createDirectory(scratch);
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--bootstrap",
                "--basedir=" + home,
                "--datadir=" + full,
                "--tmpdir=" + scratch,
                "--lc-messages-dir=" + home.resolve("share"),
                "--innodb-log-file-size=" + EmbeddedMariaDb.REDO_LOG_BYTES,
                "--innodb-buffer-pool-size=32M",
                "--loose-enforce-storage-engine="));
        command.addAll(ServerUser.arguments());
        run(command, log);
        SparseCopy.copy(full, target);
        Directories.delete(full);
        Directories.delete(scratch);
    }

    private void run(List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        IOException broken = null;
        try (OutputStream statements = process.getOutputStream()) {
            statements.write(PROLOGUE.getBytes(StandardCharsets.UTF_8));
            for (String script : SCRIPTS) {
                Files.copy(home.resolve(script), statements);
            }
        } catch (IOException e) {
            broken = e; // the server ended early; its log says why
        }
        try {
            if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failure("did not end in " + DEADLINE_S + " s", log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new DevStackException(Problem.DATABASE_FAILED, "mariadbd --bootstrap: interrupted", e);
        }
        if (process.exitValue() != 0 || broken != null) {
            throw failure("exit code " + process.exitValue(), log);
        }
    }

    private static DevStackException failure(String what, Path log) throws IOException {
        return new DevStackException(
                Problem.DATABASE_FAILED,
                "mariadbd --bootstrap: " + what + "; it said:\n" + Files.readString(log).strip());
    }
}
