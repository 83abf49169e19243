package dev.gapless.cli.channel;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CreateChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "Make a channel; you are its first member.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless channel create deploys --topic 'What goes out'",
            "  gapless channel create board --private"})
final class ChannelCreateCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, '-', '_' or '.'; a # is left out.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    @Option(names = "--private", description = "Only members see it.")
    private boolean secret;

    @Option(names = "--topic", paramLabel = "TEXT", description = "What it is about.")
    private @Nullable String topic;

    ChannelCreateCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Workspace workspace = Workspace.open(session);
        String bare = name.startsWith("#") ? name.substring(1) : name;
        ChannelView channel = workspace.api()
                .createChannel(new CreateChannel(bare, secret ? "private" : "public", Optional.ofNullable(topic)));
        session.results()
                .one(channel, () -> List.of("created " + SafeText.line("#" + bare) + "  " + channel.id()));
    }
}
