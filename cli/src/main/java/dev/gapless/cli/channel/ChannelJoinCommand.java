package dev.gapless.cli.channel;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ApiException;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.MemberView;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "join",
        description = "Join a public channel, or bring somebody in. Being in it already is no error.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless channel join '#random'", "  gapless channel join '#board' --user @lin"})
final class ChannelJoinCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Option(names = "--user", paramLabel = "HANDLE", description = "Whom to bring in (default: yourself).")
    private @Nullable String user;

    ChannelJoinCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        try {
            MemberView member;
            if (user == null) {
                member = workspace.api().join(view.id());
            } else {
                UserView person = workspace.person(user);
                member = workspace.api().invite(view.id(), person.id());
            }
            session.results()
                    .one(
                            member,
                            () -> List.of(SafeText.line("joined " + channel) + " at seq " + member.joinedSeq()));
        } catch (ApiException e) {
            if (!e.is(ErrorCode.ALREADY_A_MEMBER)) {
                throw e;
            }
            session.notice("already a member of " + SafeText.line(channel));
        }
    }
}
