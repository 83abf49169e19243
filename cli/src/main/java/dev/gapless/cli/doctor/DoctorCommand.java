package dev.gapless.cli.doctor;

import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.Workspace;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `gapless doctor`: what is wrong, and what to do about it.
@Command(
        name = "doctor",
        description = "Check everything between this terminal and its server, with a fix for what fails. Exit 1 if any does.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless doctor", "  gapless doctor --as lin -o json"})
public final class DoctorCommand implements Callable<Integer> {
    private final Session session;

    public DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Finding> findings = findings();
        session.results().many(findings, () -> table(findings));
        findings.stream()
                .filter(Finding::failed)
                .forEach(finding -> session.notice("fix " + finding.check() + ": " + finding.fix().orElse("-")));
        return findings.stream().anyMatch(Finding::failed) ? ExitCode.FAILED.number() : ExitCode.OK.number();
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(LocalChecks.java());
        findings.add(LocalChecks.terminal(session));
        findings.add(LocalChecks.config(session));
        findings.add(LocalChecks.context(session));
        if (!findings.getLast().failed()) {
            Context context = session.context();
            findings.add(LocalChecks.token(context));
            if (!findings.getLast().failed()) {
                server(context, findings);
            }
        }
        return findings;
    }

    private void server(Context context, List<Finding> findings) {
        if (context.operator()) {
            findings.add(ServerChecks.connect(context.adminUri()));
            findings.add(Finding.skipped("auth", "an operator's context; use a person's for the rest"));
            return;
        }
        boolean reached = false;
        for (URI server : context.serverUris()) {
            findings.add(ServerChecks.connect(server));
            reached |= !findings.getLast().failed();
        }
        if (!reached) {
            return;
        }
        Workspace workspace = Workspace.open(session);
        findings.add(ServerChecks.ready(workspace));
        findings.add(ServerChecks.clock(session, context.serverUris().getFirst()));
        findings.add(ServerChecks.authentication(workspace));
        findings.add(
                findings.getLast().failed()
                        ? Finding.skipped("websocket", "needs a token that works")
                        : ServerChecks.webSocket(session, workspace));
    }

    private static Table table(List<Finding> findings) {
        Table table = Table.of("CHECK", "RESULT", "DETAIL");
        findings.forEach(finding -> table.row(finding.check(), finding.result().name().toLowerCase(Locale.ROOT),
                finding.detail()));
        return table;
    }
}
