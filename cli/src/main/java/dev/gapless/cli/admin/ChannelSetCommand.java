package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.SetChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = {
            "Set what a channel asks of those who post, as an admin or operator: who may post, who may name everybody at once,",
            "how many may be in it, how long to wait between two posts. Owners and admins do not wait."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless channel set '#news' --workspace acme --posters admins",
            "  gapless channel set '#all' --workspace acme --broadcasters admins --slow 30s",
            "  gapless channel set '#all' --workspace acme --slow 0s --member-limit 0"
        })
final class ChannelSetCommand extends WriteCommand {
    @Parameters(paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    @Option(names = "--topic", paramLabel = "TEXT", description = "What it is about; empty for none.")
    private @Nullable String topic;

    @Option(names = "--class", paramLabel = "CLASS", description = "normal, large, hot or announcement.")
    private @Nullable String channelClass;

    @Option(names = "--posters", paramLabel = "WHO", description = "Who may post: everybody, admins or nobody.")
    private @Nullable String posters;

    @Option(
            names = "--broadcasters",
            paramLabel = "WHO",
            description = "Who may write @channel and @here: everybody, admins or nobody.")
    private @Nullable String broadcasters;

    @Option(names = "--member-limit", paramLabel = "N", description = "Members at most; 0 for any number.")
    private @Nullable Long memberLimit;

    @Option(names = "--slow", paramLabel = "SPAN", description = "Between two posts of one member, 0s to 6h.")
    private @Nullable String slow;

    ChannelSetCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        SetChannel change = new SetChannel(
                Optional.ofNullable(topic),
                Optional.ofNullable(channelClass),
                Optional.ofNullable(posters),
                Optional.ofNullable(broadcasters),
                Optional.ofNullable(memberLimit),
                Optional.ofNullable(slow).map(text -> Spans.millis("--slow", text)));
        if (change.equals(new SetChannel(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty()))) {
            throw CliFailure.usage("set: nothing to change (expected: --posters, --slow or another)", "add one");
        }
        ChannelDetail set = admin().setChannel(
                workspace.slug(session), AdminChannels.bare(channel), change, terms());
        show(set, () -> SafeText.line(channel) + "  " + AdminChannels.rules(set));
    }
}
