package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.client.AdminClient;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.audit.AuditEntry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List what admins and operators did, and what they were refused; newest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless audit list --workspace acme",
            "  gapless audit list --workspace acme --action 'token.*' --limit 20",
            "  gapless audit list --installation --outcome unauthenticated"
        })
final class AuditListCommand implements Runnable {
    private static final int PAGE = 500;

    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private AuditSource source;

    @Option(names = "--action", paramLabel = "ACTION", description = "This action; a * at its end stands for anything.")
    private @Nullable String action;

    @Option(names = "--actor", paramLabel = "ID", description = "Of this user, or operator, or nobody.")
    private @Nullable String actor;

    @Option(names = "--outcome", paramLabel = "CODE", description = "done, or the code of a refusal.")
    private @Nullable String outcome;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "Entries at most (default: 100).")
    private int limit;

    AuditListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        List<AuditEntry> entries = new ArrayList<>();
        Optional<Long> before = Optional.of(Long.MAX_VALUE);
        while (before.isPresent() && entries.size() < limit) {
            AuditPage page = admin.audit(source.where(session), "limit=" + PAGE + "&before=" + before.get() + filter());
            entries.addAll(page.entries());
            before = page.next();
        }
        List<AuditEntry> shown = entries.subList(0, Math.min(limit, entries.size()));
        session.results().many(shown, () -> AuditLines.table(shown));
    }

    private String filter() {
        return part("action", action) + part("actor", actor) + part("outcome", outcome);
    }

    private static String part(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
