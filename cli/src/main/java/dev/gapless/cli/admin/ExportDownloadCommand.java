package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ExportFileList;
import dev.gapless.protocol.export.ExportFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "download",
        description = {
            "Fetch the files of an export into a directory, and check each against its hash.",
            "",
            "What is there already, and right, is not fetched again: after an interruption the same command goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless export download J0DZ… acme-copy --workspace acme"})
final class ExportDownloadCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "JOB", description = "Id of the export.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String job;

    @Parameters(index = "1", paramLabel = "DIR", description = "Where to; made if it is not there.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private Path directory;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    ExportDownloadCommand(Session session) {
        this.session = session;
    }

    /// What `-o json` prints.
    ///
    /// @param directory where the files are
    /// @param files how many
    /// @param bytes how many in all
    /// @param fetched how many files were not there before
    record Shown(String directory, long files, long bytes, long fetched) {}

    @Override
    public void run() {
        String slug = workspace.slug(session);
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        long files = 0;
        long bytes = 0;
        long fetched = 0;
        try {
            Files.createDirectories(directory);
            Listing listing = Listing.first();
            for (boolean more = true; more;) {
                ExportFileList page = admin.exportFiles(slug, job, listing);
                for (ExportFile file : page.files()) {
                    fetched += fetch(admin, slug, file) ? 1 : 0;
                    files++;
                    bytes += file.bytes();
                }
                more = page.next().isPresent();
                listing = more ? listing.after(page.next().orElseThrow()) : listing;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shown shown = new Shown(directory.toString(), files, bytes, fetched);
        session.results().one(shown, () -> List.of(
                SafeText.line(shown.directory()) + "  " + shown.files() + " files, " + shown.bytes() + " bytes, "
                        + shown.fetched() + " fetched now"));
    }

    private boolean fetch(AdminClient admin, String slug, ExportFile file) throws IOException {
        // The name is the server's: only its last part counts.
        Path name = Path.of(file.name()).getFileName();
        if (name == null || !name.toString().equals(file.name())) {
            throw wrong(file, "a name that is not one of a file");
        }
        Path target = directory.resolve(name);
        if (Files.exists(target) && ExportCheck.sha256(Files.readAllBytes(target)).equals(file.sha256())) {
            return false;
        }
        byte[] content = admin.exportFile(slug, job, file.number()).content().getBytes(StandardCharsets.UTF_8);
        if (!ExportCheck.sha256(content).equals(file.sha256())) {
            throw wrong(file, "another hash than " + file.sha256());
        }
        Path making = directory.resolve("." + name + ".part");
        Files.write(making, content);
        Files.move(making, target, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private static CliFailure wrong(ExportFile file, String what) {
        return new CliFailure(
                ExitCode.FAILED, "wrong-file", "file " + file.number() + ": " + what + " (expected: as it was made)",
                "try again; if it stays so, make another export");
    }
}
