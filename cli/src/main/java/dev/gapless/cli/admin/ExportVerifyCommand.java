package dev.gapless.cli.admin;

import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Prove, without any server, that an export in a directory is whole: every file as its manifest says, every log dense.",
            "",
            "Exit 1 if it is not. Compare the printed hash with that of export status: then nobody changed the manifest either."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless export verify acme-copy"})
final class ExportVerifyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "DIR", description = "Where the files are.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before call
    private Path directory;

    ExportVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ExportCheck.Verdict verdict = ExportCheck.of(directory);
        session.results().one(verdict, () -> lines(verdict));
        return verdict.whole() ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    private static List<String> lines(ExportCheck.Verdict verdict) {
        List<String> lines = new ArrayList<>();
        verdict.faults().forEach(fault -> lines.add("✗ " + SafeText.line(fault)));
        if (verdict.whole()) {
            lines.add("✓ whole: " + verdict.files() + " files, " + verdict.channels() + " channels, "
                    + verdict.events() + " events, every log dense");
        }
        lines.add("manifest sha256 " + verdict.manifest());
        return lines;
    }
}
