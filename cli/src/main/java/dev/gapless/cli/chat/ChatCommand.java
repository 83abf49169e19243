package dev.gapless.cli.chat;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChannelScope;
import dev.gapless.client.ClientException;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.id.UserId;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `gapless chat`: talk in the terminal.
@Command(
        name = "chat",
        description = {
            "Talk: what others write appears above the line you type on.",
            "",
            "Own messages are … on their way, ✓ in the log, ? in doubt (they are sent again with the same key, so they arrive"
                    + " once). Off line, what you type is kept and sent later. /help lists the commands. Without a terminal,"
                    + " lines of standard input are sent and messages are printed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless chat                             the first channel you are in",
            "  gapless chat '#general' --as ada",
            "  gapless chat @lin",
            "  echo 'hello' | gapless chat '#general'   without a terminal"
        })
public final class ChatCommand implements Callable<Integer> {
    private static final String DEVICE = "chat";
    private static final int FIRST_HISTORY = 50;
    private static final int PIPED_HISTORY = 1;

    private final Session session;

    @Parameters(paramLabel = "CHANNEL", arity = "0..1", description = "#name, name, @handle or id.")
    private @Nullable String channel;

    public ChatCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Workspace workspace = Workspace.open(session);
        UserId self = workspace.api().me().user().id();
        ChannelView first = channel == null ? firstJoined(workspace) : workspace.channel(channel);
        boolean draw = session.world().inputIsTerminal()
                && session.world().out().terminal()
                && !session.world().variable("TERM").filter("dumb"::equals).isPresent();
        if (!draw) {
            LineShell shell = new LineShell(session);
            try (Device device = new Device(session, workspace, DEVICE)) {
                Conversation conversation = start(workspace, self, device, shell);
                conversation.open(first, PIPED_HISTORY);
                shell.run(conversation, new InputHandler(conversation, workspace));
                rethrow(conversation);
            }
            return ExitCode.OK.number();
        }
        try (TerminalShell shell = TerminalShell.open(session);
                Device device = new Device(session, workspace, DEVICE)) {
            Conversation conversation = start(workspace, self, device, shell);
            conversation.open(first, FIRST_HISTORY);
            InputHandler input = new InputHandler(conversation, workspace);
            shell.run(conversation, input, () -> roster(input));
            rethrow(conversation);
        }
        return ExitCode.OK.number();
    }

    private static Conversation start(Workspace workspace, UserId self, Device device, Screen screen) {
        device.rememberOutbox(DEVICE);
        Conversation conversation = new Conversation(workspace, self, screen);
        conversation.use(device.connect(conversation), device.unsettled());
        return conversation;
    }

    private static Roster roster(InputHandler input) {
        try {
            return input.roster();
        } catch (ClientException e) {
            return Roster.EMPTY; // completion is a convenience
        }
    }

    private static void rethrow(Conversation conversation) {
        conversation.failure().ifPresent(failure -> {
            throw failure;
        });
    }

    private static ChannelView firstJoined(Workspace workspace) {
        return workspace.api().channels(ChannelScope.JOINED, Listing.first()).channels().stream()
                .findFirst()
                .orElseThrow(() -> new CliFailure(
                        ExitCode.CONFLICT,
                        "no-channel",
                        "chat: you are in no channel (expected: one)",
                        "gapless channel list, then gapless chat '#name'"));
    }
}
