package dev.gapless.cli.history;

import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Read every seq of a channel, prove the log dense and in order, and print its head and a digest.",
            "",
            "The digest is SHA-256 over the events as they stand on the wire, in seq order: two readers that print the same digest"
                    + " have seen the same log. Exit 1 with the first hole if there is one."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless history verify '#general'", "  gapless history verify '#general' -o json | jq -r .digest"})
final class VerifyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before call
    private String channel;

    VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        LogProof proof = LogProof.of(workspace.api(), view.id(), view.head());
        session.results().one(proof, () -> lines(proof));
        return proof.dense() ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    private List<String> lines(LogProof proof) {
        String name = SafeText.line(channel);
        return proof.flaw()
                .map(flaw -> List.of(name + "  BROKEN at seq " + flaw.seq() + ": " + flaw.what()))
                .orElseGet(() -> List.of(
                        name + "  dense, " + proof.events() + " events, seq " + proof.first() + " to " + proof.head(),
                        "digest  " + proof.digest()));
    }
}
