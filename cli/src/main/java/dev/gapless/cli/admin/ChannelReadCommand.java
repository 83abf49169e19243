package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.ReadMessages;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "read",
        description = {
            "Read messages as an operator, in an emergency. Owners and admins of the workspace see who read what, and why.",
            "",
            "Also of direct messages, by their id."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless channel read '#deals' --workspace acme --after 100 --limit 20 --reason case-17 --yes"})
final class ChannelReadCommand extends WriteCommand {
    @Parameters(paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    @Option(names = "--after", paramLabel = "SEQ", description = "Begin behind this seq (default: at the beginning).")
    private @Nullable Long after;

    @Option(names = "--limit", paramLabel = "N", description = "Events at most, 1 to 200 (default: 50).")
    private @Nullable Long limit;

    ChannelReadCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        options.moderate(session, "read messages of " + channel + ", on the record");
        EventPage page = admin().readMessages(
                workspace.slug(session), AdminChannels.bare(channel),
                new ReadMessages(Optional.ofNullable(after), Optional.ofNullable(limit)), terms());
        session.results().one(page, () -> lines(page));
    }

    private static List<String> lines(EventPage page) {
        List<String> lines = new ArrayList<>();
        for (Event event : page.events()) {
            String what = event.body() instanceof EventBody.MessagePosted posted
                    ? posted.deleted() ? "(deleted)" : SafeText.line(posted.text())
                    : event.body().kindText();
            lines.add(event.seq() + "  " + event.at() + "  " + event.actor() + "  " + what);
        }
        lines.add("head " + page.head() + "; " + page.events().size() + " events shown, which is in the record");
        return lines;
    }
}
