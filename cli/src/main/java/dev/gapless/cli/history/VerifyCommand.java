package dev.gapless.cli.history;

import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.history.HistoryReader;
import dev.gapless.client.history.HistoryVerdict;
import dev.gapless.client.history.HistoryVerifier;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.id.ChannelId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Read every seq of a channel, prove the log dense and in order, and print its head and a digest.",
            "",
            "Two readers that print the same digest have seen the same log. Exit 1 with the first hole if there is one."
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

    /// What `-o json` prints.
    ///
    /// @param dense true if every seq is there once and in order, and ordinals count right
    /// @param first first seq that retention has left, 1 if all are there
    /// @param head last seq
    /// @param events how many were read
    /// @param digest the same for every reader of the same log
    /// @param hole first seq that is missing or wrong
    /// @param flaw what was found there, and what was expected
    record Shown(
            ChannelId channel,
            boolean dense,
            Optional<Long> first,
            Optional<Long> head,
            Optional<Long> events,
            Optional<String> digest,
            Optional<Long> hole,
            Optional<String> flaw) {
        static Shown of(HistoryVerdict verdict) {
            return switch (verdict) {
                case HistoryVerdict.Dense dense ->
                    new Shown(
                            dense.channel(),
                            true,
                            Optional.of(dense.first().value()),
                            Optional.of(dense.head().value()),
                            Optional.of(dense.count()),
                            Optional.of(dense.digest()),
                            Optional.empty(),
                            Optional.empty());
                case HistoryVerdict.Broken broken ->
                    new Shown(
                            broken.channel(),
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(broken.at().value()),
                            Optional.of(broken.flaw()));
            };
        }
    }

    @Override
    public Integer call() {
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        HistoryVerdict verdict = new HistoryVerifier(new HistoryReader(workspace.api())).verify(view.id());
        session.results().one(Shown.of(verdict), () -> lines(verdict));
        return verdict instanceof HistoryVerdict.Dense ? ExitCode.OK.number() : ExitCode.FAILED.number();
    }

    private List<String> lines(HistoryVerdict verdict) {
        String name = SafeText.line(channel);
        return switch (verdict) {
            case HistoryVerdict.Dense dense ->
                List.of(
                        name + "  dense, " + dense.count() + " events, seq " + dense.first() + " to " + dense.head(),
                        "digest  " + dense.digest());
            case HistoryVerdict.Broken broken ->
                List.of(name + "  BROKEN at seq " + broken.at() + ": " + SafeText.line(broken.flaw()));
        };
    }
}
