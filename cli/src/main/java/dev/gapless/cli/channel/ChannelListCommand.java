package dev.gapless.cli.channel;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.admin.AdminChannels;
import dev.gapless.cli.admin.Watch;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChannelScope;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ChannelList;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List the channels that you can see: public ones, and those you are in.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless channel list", "  gapless channel list --joined -o jsonl | jq -r .name"})
final class ChannelListCommand implements Runnable {
    private static final int MAX_ROWS = 10_000;

    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private AdminChannels admin;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private Watch watch;

    @Option(names = "--joined", description = "Only those that you are in, direct messages included.")
    private boolean joined;

    ChannelListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (admin.asked(session)) {
            admin.list(session, watch);
            return;
        }
        if (watch.on()) {
            throw CliFailure.usage(
                    "--watch: as a member (expected: as an admin)", "add --workspace SLUG; members use gapless tail");
        }
        Workspace workspace = Workspace.open(session);
        List<ChannelView> channels = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            ChannelList list = workspace.api().channels(joined ? ChannelScope.JOINED : ChannelScope.VISIBLE, page);
            channels.addAll(list.channels());
            if (list.next().isEmpty() || channels.size() >= MAX_ROWS) {
                break;
            }
            page = page.after(list.next().get());
        }
        if (channels.isEmpty()) {
            session.notice("no channels");
        }
        if (channels.size() >= MAX_ROWS) {
            session.notice("only the first " + channels.size() + " are shown");
        }
        session.results().many(channels, () -> table(workspace, channels));
    }

    private static Table table(Workspace workspace, List<ChannelView> channels) {
        boolean direct = channels.stream().anyMatch(channel -> channel.name().isEmpty());
        Optional<UserId> self = direct ? Optional.of(workspace.api().me().user().id()) : Optional.empty();
        Table table = Table.of("CHANNEL", "KIND", "JOINED", ">HEAD", "ID", "TOPIC");
        for (ChannelView channel : channels) {
            table.row(
                    workspace.label(channel, self),
                    channel.kind() + ("active".equals(channel.state()) ? "" : ", " + channel.state()),
                    channel.joined() ? "yes" : "no",
                    channel.head(),
                    channel.id(),
                    channel.topic().orElse(""));
        }
        return table;
    }
}
