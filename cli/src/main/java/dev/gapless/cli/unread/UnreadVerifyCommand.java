package dev.gapless.cli.unread;

import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.ChannelNames;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.UnreadVerdict;
import dev.gapless.protocol.api.UnreadVerdicts;
import dev.gapless.protocol.api.VerifyUnread;
import dev.gapless.protocol.id.ChannelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Compare your unread and mention counts with a recount over the log.",
            "",
            "Exit 1: a count is wrong."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless unread verify",
            "  gapless unread verify '#general' -o json"
        })
final class UnreadVerifyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    private @Nullable String channel;

    UnreadVerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Workspace workspace = Workspace.open(session);
        Optional<ChannelId> only = Optional.ofNullable(channel).map(name -> workspace.channel(name).id());
        List<UnreadVerdict> verdicts = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            UnreadVerdicts page = workspace.api().verifyUnread(new VerifyUnread(only, cursor));
            verdicts.addAll(page.channels());
            cursor = page.next();
        } while (cursor.isPresent());
        ChannelNames names = new ChannelNames(workspace);
        session.results().many(verdicts, () -> table(names, verdicts));
        long wrong = verdicts.stream().filter(verdict -> !verdict.exact()).count();
        session.notice(wrong == 0
                ? "exact in " + verdicts.size() + (verdicts.size() == 1 ? " channel" : " channels")
                : "WRONG in " + wrong + " of " + verdicts.size() + " channels");
        return (wrong == 0 ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private static Table table(ChannelNames names, List<UnreadVerdict> verdicts) {
        Table table = Table.of("CHANNEL", "VERDICT", ">UNREAD", ">RECOUNT", ">MENTIONS", ">RECOUNT");
        verdicts.forEach(verdict -> table.row(
                names.label(verdict.channel()),
                verdict.exact() ? "exact" : "WRONG",
                verdict.counted().unread(),
                verdict.recounted().unread(),
                verdict.counted().mentions(),
                verdict.recounted().mentions()));
        return table;
    }
}
