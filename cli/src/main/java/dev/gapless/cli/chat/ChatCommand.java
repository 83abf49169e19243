package dev.gapless.cli.chat;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChannelScope;
import dev.gapless.client.ClientException;
import dev.gapless.client.Listing;
import dev.gapless.client.ReadPolicy;
import dev.gapless.client.local.LocalStore;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.id.UserId;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
    private static final String SELF = "self";
    private static final String LAST = "last-channel";
    private static final int FIRST_HISTORY = 50;
    private static final int PIPED_HISTORY = 1;

    private final Session session;

    @Parameters(paramLabel = "CHANNEL", arity = "0..1", description = "#name, name, @handle or id.")
    private @Nullable String channel;

    @Option(
            names = "--read",
            paramLabel = "WHEN",
            defaultValue = "focused",
            description = {
                "When what is shown counts as read: focused (when you do something), visible (at once), or explicit (on"
                        + " /read only) (default: ${DEFAULT-VALUE})."
            })
    @SuppressWarnings("NullAway.Init") // has a default
    private ReadPolicy read;

    @Option(names = "--explore", description = "Only look: mark nothing as read.")
    private boolean explore;

    public ChatCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Workspace workspace = Workspace.open(session);
        boolean draw = session.world().inputIsTerminal()
                && session.world().out().terminal()
                && !session.world().variable("TERM").filter("dumb"::equals).isPresent();
        try (Device device = new Device(session, workspace, DEVICE)) {
            LocalStore store = device.rememberAll(DEVICE);
            store.people().forEach(workspace.people()::remember);
            UserId self = self(workspace, store);
            ChannelView first = first(workspace, self, store);
            if (draw) {
                try (TerminalShell shell = TerminalShell.open(session)) {
                    Conversation conversation = start(workspace, self, device, store, shell);
                    conversation.rooms().open(first, FIRST_HISTORY);
                    InputHandler input = new InputHandler(conversation, workspace);
                    shell.run(conversation, input, () -> roster(input, store));
                    rethrow(conversation);
                }
            } else {
                LineShell shell = new LineShell(session);
                Conversation conversation = start(workspace, self, device, store, shell);
                conversation.rooms().open(first, PIPED_HISTORY);
                shell.run(conversation, new InputHandler(conversation, workspace));
                rethrow(conversation);
            }
        }
        return ExitCode.OK.number();
    }

    private Conversation start(
            Workspace workspace, UserId self, Device device, LocalStore store, Screen screen) {
        Reading reading = explore ? new Reading.Never() : new Reading.By(read);
        Conversation conversation = new Conversation(workspace, self, screen, store, reading);
        conversation.use(device.connect(conversation), device.unsettled());
        return conversation;
    }

    /// Who one is: asked once and kept, so that a chat opens off line.
    private static UserId self(Workspace workspace, LocalStore store) {
        return store.note(SELF).map(UserId::parse).orElseGet(() -> {
            UserId self = workspace.api().me().user().id();
            store.keepNote(SELF, self.text());
            return self;
        });
    }

    private static boolean named(String label, ChannelView view, String wanted) {
        return view.id().text().equals(wanted) || label.equals(wanted) || label.equals("#" + wanted);
    }

    private ChannelView first(Workspace workspace, UserId self, LocalStore store) {
        Optional<ChannelView> kept = store.channels().stream()
                .filter(view -> view.joined() && !store.events(view.id()).isEmpty())
                .filter(view -> channel == null
                        ? store.note(LAST).equals(Optional.of(view.id().text()))
                        : named(workspace.label(view, Optional.of(self)), view, channel))
                .findFirst();
        ChannelView first = kept.orElseGet(
                () -> channel == null ? firstJoined(workspace) : workspace.channel(channel));
        store.keepNote(LAST, first.id().text());
        return first;
    }

    /// Names to complete: the server's, or those kept if it does not answer.
    private static Roster roster(InputHandler input, LocalStore store) {
        try {
            return input.roster();
        } catch (ClientException e) {
            return new Roster(
                    store.channels().stream().flatMap(view -> view.name().stream()).toList(),
                    store.people().stream().map(UserView::handle).toList());
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
