package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.client.AdminClient;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.audit.AuditEntry;
import dev.gapless.protocol.audit.AuditHead;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which record a command reads. Written by picocli.
final class AuditSource {
    private static final int PAGE = 1_000;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    @Option(names = "--installation", description = "The record of what belongs to no workspace.")
    private boolean installation;

    /// What the command line names; empty for the installation.
    Optional<String> where(Session session) {
        return installation
                ? Optional.empty()
                : Optional.of(workspace.slug(session));
    }

    String name(Session session) {
        return where(session).orElse("the installation");
    }

    /// Reads from behind a seq up to where the record ended when the reading began.
    ///
    /// @return that end
    AuditHead read(Session session, long after, Consumer<AuditEntry> reader) {
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        Optional<String> where = where(session);
        AuditHead head = admin.audit(where, "limit=1&before=1").head();
        long at = after;
        while (at < head.seq()) {
            AuditPage page = admin.audit(where, "after=" + at + "&limit=" + PAGE);
            page.entries().stream().filter(entry -> entry.seq() <= head.seq()).forEach(reader);
            if (page.next().isEmpty()) {
                break;
            }
            at = page.next().get();
        }
        return head;
    }
}
