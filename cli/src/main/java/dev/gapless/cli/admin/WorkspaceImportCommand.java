package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.talk.Keys;
import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.protocol.api.BeginImport;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.ImportLines;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.export.ExportFile;
import dev.gapless.protocol.export.ExportManifest;
import dev.gapless.protocol.export.ExportedChannel;
import dev.gapless.protocol.export.ExportedCursor;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.export.ExportedMember;
import dev.gapless.protocol.export.ExportedUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Make a workspace from an export, under a name of its own. People, channels and messages keep their ids.",
            "",
            "Nobody has a token in it: make them with token create. After an interruption the same command goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless workspace import acme-copy --name acme-2 --reason 'they moved'",
            "  gapless token create mia --workspace acme-2 --token-file mia.token"
        })
final class WorkspaceImportCommand extends WriteCommand {
    /// Of the lines of one request: well below what a request may have.
    private static final int BATCH_BYTES = 80_000;
    private static final int BATCH_LINES = 500;

    @Parameters(paramLabel = "DIR", description = "Where the files of the export are.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private Path directory;

    @Option(names = "--name", paramLabel = "SLUG", required = true, description = "Slug of the new workspace.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String slug;

    @Option(names = "--title", paramLabel = "NAME", description = "As shown (default: as it was).")
    private @Nullable String title;

    WorkspaceImportCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        options.needReason("import into " + slug);
        ExportCheck.Verdict verdict = ExportCheck.of(directory);
        if (!verdict.whole()) {
            throw new CliFailure(
                    ExitCode.FAILED, "broken-export",
                    "export: " + verdict.faults().getFirst() + " (expected: a whole one)",
                    "gapless export verify " + directory + " tells all of it");
        }
        AdminTerms terms = terms();
        try {
            ExportManifest manifest =
                    ApiCodec.read(Files.readAllBytes(ExportCheck.manifest(directory)), ExportManifest.class);
            CreateWorkspace wanted = new CreateWorkspace(
                    slug, Optional.ofNullable(title).orElse(manifest.name()), Optional.of(manifest.plan()));
            if (options.dryRun()) {
                show(admin().createWorkspace(wanted, terms), () -> SafeText.line(slug) + "  from " + manifest.counts());
                return;
            }
            admin().createWorkspace(wanted, terms);
            JobView job = admin().beginImport(
                    slug, new BeginImport(verdict.manifest(), manifest.counts()), another(terms));
            send(job, manifest);
            JobView done = admin().completeImport(slug, job.id(), another(terms));
            show(done, () -> SafeText.line(slug) + "  " + JobWatch.line(done));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same terms for another step.
    private AdminTerms another(AdminTerms terms) {
        return new AdminTerms(Keys.of(session, null), terms.reason(), terms.resourceVersion(), terms.dryRun());
    }

    private void send(JobView job, ExportManifest manifest) throws IOException {
        AdminClient admin = admin();
        send(admin, job, manifest, "users", ExportedUser.class, lines -> new ImportLines(
                Optional.of(lines), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        send(admin, job, manifest, "channels", ExportedChannel.class, lines -> new ImportLines(
                Optional.empty(), Optional.of(lines), Optional.empty(), Optional.empty(), Optional.empty()));
        send(admin, job, manifest, "events", ExportedEvent.class, lines -> new ImportLines(
                Optional.empty(), Optional.empty(), Optional.of(lines), Optional.empty(), Optional.empty()));
        send(admin, job, manifest, "members", ExportedMember.class, lines -> new ImportLines(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(lines), Optional.empty()));
        send(admin, job, manifest, "cursors", ExportedCursor.class, lines -> new ImportLines(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(lines)));
    }

    private interface Body<T> {
        ImportLines of(List<T> lines);
    }

    private <T> void send(
            AdminClient admin, JobView job, ExportManifest manifest, String kind, Class<T> type, Body<T> body)
            throws IOException {
        List<T> batch = new ArrayList<>();
        long bytes = 0;
        long sent = 0;
        for (ExportFile file : manifest.files()) {
            if (!file.name().endsWith("-" + kind + ".jsonl")) {
                continue;
            }
            String text = Files.readString(directory.resolve(file.name()), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                byte[] json = line.getBytes(StandardCharsets.UTF_8);
                if (!batch.isEmpty() && (bytes + json.length > BATCH_BYTES || batch.size() == BATCH_LINES)) {
                    sent += admin.importLines(slug, job.id(), body.of(batch)).lines();
                    batch.clear();
                    bytes = 0;
                }
                batch.add(ApiCodec.read(json, type));
                bytes += json.length;
            }
        }
        if (!batch.isEmpty()) {
            sent += admin.importLines(slug, job.id(), body.of(batch)).lines();
        }
        session.notice(kind + ": " + sent);
    }
}
