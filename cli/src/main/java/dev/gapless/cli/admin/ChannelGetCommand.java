package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.ChannelDetail;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Show a channel and its rules, as an admin or operator.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless channel get '#general' --workspace acme"})
final class ChannelGetCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    ChannelGetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ChannelDetail found = AdminCommands.admin(session, session.operatorContext())
                .channel(
                        workspace.slug(session), AdminChannels.bare(channel));
        session.results().one(found, () -> List.of(
                "name     " + found.name().map(name -> "#" + SafeText.line(name)).orElse("-"),
                "id       " + found.id(),
                "topic    " + SafeText.line(found.topic().orElse("-")),
                "kind     " + found.kind() + ", " + found.channelClass() + ", " + found.state(),
                "members  " + found.members() + (found.memberLimit() == 0 ? "" : " of " + found.memberLimit()),
                "rules    " + AdminChannels.rules(found),
                "head     " + found.head() + ", " + Instant.ofEpochMilli(found.lastEventMs()),
                "version  " + found.resourceVersion(),
                "created  " + Instant.ofEpochMilli(found.createdMs())));
    }
}
