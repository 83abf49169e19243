package dev.gapless.cli.channel;

import dev.gapless.cli.Session;
import dev.gapless.cli.admin.AdminChannels;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.MemberView;
import dev.gapless.protocol.codec.Limits;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "members",
        description = "List who is in a channel.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless channel members '#general'",
            "  gapless channel members '#general' -o jsonl --limit 100000"})
final class ChannelMembersCommand implements Runnable {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private AdminChannels admin;

    @Parameters(paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Members at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    ChannelMembersCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (admin.asked(session)) {
            admin.members(session, channel, limit);
            return;
        }
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        List<MemberView> members = new ArrayList<>();
        Listing page = Listing.first().limit(Math.clamp(limit, 1, Limits.LIST_MAX));
        while (true) {
            MemberList list = workspace.api().members(view.id(), page);
            members.addAll(list.members().subList(0, Math.min(list.members().size(), limit - members.size())));
            if (list.next().isEmpty() || members.size() >= limit) {
                break;
            }
            page = page.after(list.next().get());
        }
        session.results().many(members, () -> table(workspace, members));
    }

    private static Table table(Workspace workspace, List<MemberView> members) {
        Table table = Table.of("WHO", "ROLE", ">SINCE", "ID");
        members.forEach(member -> table.row(
                "@" + workspace.handle(member.user()), member.role(), "seq " + member.joinedSeq(), member.user()));
        return table;
    }
}
