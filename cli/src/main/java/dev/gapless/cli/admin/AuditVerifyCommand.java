package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.audit.AuditCheck;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.audit.AuditHash;
import dev.gapless.protocol.audit.AuditHead;
import dev.gapless.protocol.codec.ApiCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Read a whole record and prove that no entry is missing and none was changed.",
            "",
            "The proof is made here, from the entries. Keep the last hash that it prints: with --head a later proof also shows that"
                    + " nothing was cut off the end. Exit code 1 if anything is wrong."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless audit verify --workspace acme",
            "  gapless audit verify --workspace acme --head 17:9f86d081884c…",
            "  gapless audit verify --file acme.audit.jsonl"
        })
final class AuditVerifyCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private AuditSource source;

    @Option(names = "--file", paramLabel = "FILE", description = "A record that audit export wrote.")
    private @Nullable Path file;

    @Option(names = "--head", paramLabel = "SEQ:HASH", description = "An end that was noted before; it must be there.")
    private @Nullable String noted;

    AuditVerifyCommand(Session session) {
        this.session = session;
    }

    /// What `-o json` prints.
    ///
    /// @param sound true if nothing is missing and nothing was changed
    /// @param entries how many were checked
    /// @param head where the record ends
    /// @param faults what is wrong, the first hundred
    /// @param faultCount how many in all
    record Shown(boolean sound, long entries, AuditHead head, List<AuditCheck.Fault> faults, long faultCount) {}

    @Override
    public Integer call() {
        Optional<AuditHead> expected = Optional.ofNullable(noted).map(AuditVerifyCommand::head);
        AuditCheck check = new AuditCheck();
        List<AuditHash> there = new ArrayList<>();
        AuditHead head = read(entry -> {
            check.take(entry);
            if (expected.filter(end -> end.seq() == entry.seq()).isPresent()) {
                there.add(entry.hash());
            }
        });
        check.end(head);
        boolean kept = expected.isEmpty() || there.contains(expected.get().hash());
        Shown shown = new Shown(
                check.sound() && kept, check.checked(), head, check.faults(), check.faultCount() + (kept ? 0 : 1));
        session.results().one(shown, () -> lines(shown, kept));
        return shown.sound() ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    private AuditHead read(java.util.function.Consumer<AuditEntry> reader) {
        return file == null ? source.read(session, 0, reader) : readFile(file, reader);
    }

    private static AuditHead readFile(Path file, java.util.function.Consumer<AuditEntry> reader) {
        AuditHead head = AuditHead.START;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                AuditEntry entry = ApiCodec.read(line.getBytes(StandardCharsets.UTF_8), AuditEntry.class);
                reader.accept(entry);
                head = entry.head();
            }
            return head;
        } catch (IOException | IllegalArgumentException e) {
            throw new CliFailure(
                    ExitCode.FAILED, "file", file + ": cannot be read (expected: what audit export writes)",
                    "gapless audit export writes one");
        }
    }

    private List<String> lines(Shown shown, boolean kept) {
        String name = file == null ? source.name(session) : file.toString();
        List<String> lines = new ArrayList<>();
        if (shown.sound()) {
            lines.add(SafeText.line(name) + "  sound, " + shown.entries() + " entries");
        } else {
            lines.add(SafeText.line(name) + "  BROKEN, " + shown.faultCount() + " faults in " + shown.entries()
                    + " entries");
            shown.faults().forEach(fault -> lines.add("  " + SafeText.line(fault.text())));
            if (!kept) {
                lines.add("  the end that was noted, " + SafeText.line(String.valueOf(noted)) + ", is not there");
            }
        }
        lines.add("head  " + shown.head().seq() + ":" + shown.head().hash());
        return lines;
    }

    private static AuditHead head(String text) {
        int colon = text.indexOf(':');
        try {
            return new AuditHead(
                    Long.parseLong(text.substring(0, Math.max(0, colon))), new AuditHash(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw CliFailure.usage("--head: " + text + " (expected: SEQ:HASH)", "audit verify prints it");
        }
    }
}
