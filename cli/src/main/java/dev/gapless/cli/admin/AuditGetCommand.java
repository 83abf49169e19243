package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.audit.AuditEntry;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Show one entry of a workspace's record.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless audit get 12 --workspace acme"})
final class AuditGetCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "SEQ", description = "Its place in the record.")
    private long seq;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    AuditGetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String slug = workspace.slug(session);
        AuditEntry entry =
                AdminCommands.admin(session, session.operatorContext()).auditEntry(slug, seq);
        session.results().one(entry, () -> List.of(
                "seq      " + entry.seq(),
                "at       " + Instant.ofEpochMilli(entry.atMs()),
                "action   " + SafeText.line(entry.action()),
                "outcome  " + SafeText.line(entry.outcome()),
                "actor    " + SafeText.line(entry.actor()),
                "session  " + SafeText.line(entry.session()),
                "target   " + SafeText.line(entry.target()),
                "reason   " + SafeText.line(entry.reason()),
                "request  " + SafeText.line(entry.requestId()),
                "before   " + SafeText.line(entry.before()),
                "after    " + SafeText.line(entry.after()),
                "hash     " + entry.hash()));
    }
}
