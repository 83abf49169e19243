package dev.gapless.cli.unread;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.ChannelNames;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.MentionList;
import dev.gapless.protocol.api.MentionView;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "inbox",
        description = "List the messages that mention you, newest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless inbox",
            "  gapless inbox --unread -o jsonl"
        })
final class InboxCommand implements Runnable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Session session;

    @Option(names = "--unread", description = "Only those that you have not read.")
    private boolean unread;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Mentions at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    InboxCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (limit < 1 || limit > Limits.LIST_MAX) {
            throw CliFailure.usage("--limit: " + limit + " (expected: 1 to " + Limits.LIST_MAX + ")", "correct it");
        }
        Workspace workspace = Workspace.open(session);
        List<MentionView> mentions = new ArrayList<>();
        Listing page = Listing.first().limit(limit);
        while (mentions.size() < limit) {
            MentionList list = workspace.api().mentions(page);
            list.mentions().stream()
                    .filter(mention -> !unread || !mention.read())
                    .limit(limit - mentions.size())
                    .forEach(mentions::add);
            if (list.next().isEmpty()) {
                break;
            }
            page = page.after(list.next().get());
        }
        ChannelNames names = new ChannelNames(workspace);
        List<Line> lines = mentions.stream()
                .map(mention -> new Line(
                        mention.channel(), names.label(mention.channel()), mention.seq(), mention.actor(),
                        workspace.handle(mention.actor()), mention.atMs(), mention.text(), mention.read()))
                .toList();
        session.results().many(lines, () -> table(workspace, names, mentions));
        if (mentions.isEmpty()) {
            session.notice("no mentions");
        }
    }

    /// What scripts are told of a mention: what the server says, and what people call channel and author.
    private record Line(
            ChannelId channel,
            String name,
            Seq seq,
            UserId actor,
            String handle,
            long atMs,
            String text,
            boolean read) {}

    private Table table(Workspace workspace, ChannelNames names, List<MentionView> mentions) {
        Table table = Table.of("CHANNEL", ">SEQ", "READ", "AT", "WHO", "TEXT");
        mentions.forEach(mention -> table.row(
                names.label(mention.channel()),
                mention.seq(),
                mention.read() ? "yes" : "no",
                TIME.format(Instant.ofEpochMilli(mention.atMs()).atZone(session.world().clock().getZone())),
                workspace.handle(mention.actor()),
                mention.text()));
        return table;
    }
}
