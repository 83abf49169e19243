package dev.gapless.cli.chat;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Width;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChannelScope;
import dev.gapless.client.ClientException;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.MemberList;
import dev.gapless.protocol.api.MemberView;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.id.ChannelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Does what a typed line asks for. What fails is said, and the chat goes on. For the thread that reads the input.
///
/// @param conversation what it acts on
/// @param workspace where names are looked up
record InputHandler(Conversation conversation, Workspace workspace) {
    private static final int WHO_SHOWN = 100;
    private static final int COMMAND_COLUMNS = 20;

    /// What comes of a line.
    enum Next {
        GO_ON,
        QUIT
    }

    Next handle(String line) {
        ChatInput input = ChatInput.parse(line);
        guarded(() -> {
            conversation.marks().active();
            act(input);
        });
        return input instanceof ChatInput.Quit ? Next.QUIT : Next.GO_ON;
    }

    /// Does something; what fails is said.
    void guarded(Runnable act) {
        try {
            act.run();
        } catch (CliFailure e) {
            conversation.notice(Tone.BAD, SafeText.line(e.what()));
        } catch (ClientException e) {
            conversation.notice(Tone.BAD, SafeText.line(e.text()));
        }
    }

    private void act(ChatInput input) {
        switch (input) {
            case ChatInput.Empty empty -> conversation.tryNow();
            case ChatInput.Say say -> say(say.text());
            case ChatInput.Join join -> conversation.rooms().open(join.channel());
            case ChatInput.Leave leave -> conversation.rooms().leave();
            case ChatInput.Dm dm ->
                conversation.rooms().open(workspace.dm(dm.handles()), ChatInput.HISTORY_DEFAULT);
            case ChatInput.History history -> conversation.rooms().history(history.count());
            case ChatInput.Net net -> conversation.notices(net());
            case ChatInput.GoOffline offline -> conversation.goOffline();
            case ChatInput.GoOnline online -> conversation.goOnline();
            case ChatInput.Channels channels -> conversation.notices(channels());
            case ChatInput.Who who -> conversation.notices(who());
            case ChatInput.Retry retry -> conversation.sending().retry();
            case ChatInput.Drop drop -> conversation.sending().drop();
            case ChatInput.Edit edit -> conversation.acts().edit(edit.seq(), edit.text());
            case ChatInput.Substitute substitute -> conversation.acts().substitute(substitute.old(), substitute.now());
            case ChatInput.Delete delete -> conversation.acts().delete(delete.seq());
            case ChatInput.React react -> conversation.acts().react(react.seq(), react.emoji());
            case ChatInput.Unreact unreact -> conversation.acts().unreact(unreact.seq(), unreact.emoji());
            case ChatInput.Pin pin -> conversation.acts().pin(pin.seq());
            case ChatInput.Unpin unpin -> conversation.acts().unpin(unpin.seq());
            case ChatInput.Thread thread -> conversation.acts().thread(thread.root());
            case ChatInput.Reply reply -> conversation.acts().reply(reply.seq(), reply.text());
            case ChatInput.NextUnread next -> conversation.rooms().nextUnread();
            case ChatInput.Unread unread -> conversation.notices(unread());
            case ChatInput.MarkRead read -> conversation.marks().read();
            case ChatInput.MarkUnread mark -> conversation.acts().markUnread(mark.seq());
            case ChatInput.Search search -> conversation.acts().search(search.words());
            case ChatInput.Help help -> conversation.notices(help());
            case ChatInput.Mistake mistake -> conversation.notice(Tone.BAD, SafeText.line(mistake.message()));
            case ChatInput.Quit quit -> {}
        }
    }

    /// What is typed while there is no connection wants to go out now, not when the next try is due.
    private void say(String text) {
        conversation.sending().say(text);
        conversation.tryNow();
    }

    private List<Line> unread() {
        List<Line> lines = new ArrayList<>();
        for (Switcher.Choice choice : Switcher.choices(conversation.state(), "")) {
            if (choice.badge().news()) {
                lines.add(Line.of(
                        Tone.NAME,
                        "  " + Width.padRight(SafeText.line(choice.badge().label()), COMMAND_COLUMNS))
                        .and(Tone.WARN, choice.badge().text()));
            }
        }
        return lines.isEmpty() ? List.of(Line.of(Tone.DIM, "nothing unread")) : lines;
    }

    /// Names for completion, asked from the server.
    Roster roster() {
        List<String> channels = workspace.api().channels(ChannelScope.VISIBLE, Listing.first()).channels().stream()
                .flatMap(channel -> channel.name().stream())
                .toList();
        List<UserView> users = workspace.api().users(Listing.first()).users();
        users.forEach(workspace.people()::remember);
        conversation.kept().keep(local -> local.keepPeople(users));
        return new Roster(channels, users.stream().map(UserView::handle).toList());
    }

    private List<Line> net() {
        ChatState state = conversation.state();
        List<Line> lines = new ArrayList<>();
        lines.add(StatusView.stateLine(state, Integer.MAX_VALUE));
        lines.add(Line.of(Tone.DIM, "  " + workspace.endpoint().servers() + ", @"
                + SafeText.line(workspace.context().handle().orElse("?"))));
        for (Room room : state.rooms().values()) {
            String hole = room.hole().map(open -> ", missing " + open.from() + "–" + open.to()).orElse("");
            lines.add(Line.of(Tone.DIM, "  " + SafeText.line(room.label()) + "  seq " + room.seq() + hole));
        }
        long waiting = state.outgoing().stream()
                .filter(message -> !(message.fate() instanceof Outgoing.Fate.Acked))
                .count();
        lines.add(Line.of(Tone.DIM, "  own messages on their way: " + waiting));
        return lines;
    }

    private List<Line> channels() {
        return workspace.api().channels(ChannelScope.VISIBLE, Listing.first()).channels().stream()
                .map(this::channel)
                .toList();
    }

    private Line channel(ChannelView view) {
        String open = conversation.state().room(view.id()).map(room -> "  open").orElse("");
        return Line
                .of(Tone.NAME,
                        "  " + Width.padRight(SafeText.line(workspace.label(view, Optional.empty())), COMMAND_COLUMNS))
                .and(Tone.DIM, (view.joined() ? "joined" : "      ") + "  seq " + view.head() + open);
    }

    private List<Line> who() {
        Optional<ChannelId> channel = conversation.state().current();
        if (channel.isEmpty()) {
            return List.of(Line.of(Tone.BAD, "no channel is open"));
        }
        MemberList members = workspace.api().members(channel.get(), Listing.first().limit(WHO_SHOWN));
        List<Line> lines = new ArrayList<>();
        for (MemberView member : members.members()) {
            lines.add(Line.of(Tone.NAME, "  @" + SafeText.line(workspace.handle(member.user())))
                    .and(Tone.DIM, "  " + member.role()));
        }
        if (members.next().isPresent()) {
            lines.add(Line.of(Tone.DIM, "  and more; gapless channel members lists all"));
        }
        return lines;
    }

    static List<Line> help() {
        List<Line> lines = new ArrayList<>();
        for (ChatInput.Command command : ChatInput.COMMANDS) {
            String usage = (command.name() + " " + command.arguments()).strip();
            lines.add(Line.of(Tone.NAME, "  " + Width.padRight(usage, COMMAND_COLUMNS)).and(Tone.PLAIN, command.doc()));
        }
        lines.add(Line.of(Tone.DIM, "  Ctrl-G switches channels, Alt-A goes to the next unread"));
        lines.add(Line.of(Tone.DIM, "  Alt-Up chooses a message, Tab completes names"));
        lines.add(Line.of(Tone.DIM, "  Enter on an empty line tries to connect at once"));
        lines.add(Line.of(Tone.DIM,
                "  … sent   ✓ 12 in the log at seq 12   ? in doubt, sent again by itself   ✗ refused"));
        return lines;
    }
}
