package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Results;
import dev.gapless.protocol.audit.AuditHead;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "export",
        description = "Write a whole record to standard output, one JSON object per line, with the hashes that prove it.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless audit export --workspace acme > acme.audit.jsonl",
            "  gapless audit verify --file acme.audit.jsonl"})
final class AuditExportCommand implements Runnable {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private AuditSource source;

    AuditExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        AuditHead head = source.read(session, 0, entry -> session.world().out().line(Results.json(entry)));
        session.notice(head.seq() + " entries of " + source.name(session) + "; the last hash is " + head.hash());
    }
}
