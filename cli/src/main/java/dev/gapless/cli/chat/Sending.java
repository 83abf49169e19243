package dev.gapless.cli.chat;

import dev.gapless.cli.chat.Outgoing.Fate;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.client.ChatClient;
import dev.gapless.client.session.OutgoingMessage;
import dev.gapless.client.session.SendState;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Own messages, from the key press to the log.
///
/// @param board where they are shown
/// @param client who sends them
record Sending(Board board, Supplier<ChatClient> client) {
    /// Takes the messages of an earlier run that are not settled.
    void restore(List<OutgoingMessage> unsettled) {
        unsettled.forEach(message -> board.happen(new ChatEvent.Typed(new Outgoing(
                message.key(), message.channel(), message.text(), message.threadRoot(), new Fate.Unknown()))));
    }

    /// True while own messages are not in the log and may still get there.
    boolean unsettled() {
        return client.get().unsettledSends() > 0;
    }

    /// Sends to the channel on screen, or to the thread that is open there.
    void say(String text) {
        say(text, board.state().room().flatMap(Room::thread).map(Seq::new));
    }

    /// Sends to the channel on screen.
    ///
    /// @param root of the thread it goes to; empty for the channel itself
    void say(String text, Optional<Seq> root) {
        ChatState state = board.state();
        if (state.room().isEmpty()) {
            board.notice(Tone.BAD, "no channel is open; /join #channel");
            return;
        }
        if (state.outgoing().size() >= ChatState.OUTGOING_MAX) {
            board.notice(Tone.BAD, "too many messages wait; this one was not taken");
            return;
        }
        IdempotencyKey key = client.get().newKey();
        Fate fate = state.link() instanceof LinkState.Live ? new Fate.Pending() : new Fate.Queued();
        Outgoing message = new Outgoing(key, state.room().get().channel(), text, root, fate);
        board.happen(new ChatEvent.Typed(message));
        send(message);
    }

    /// Sends refused messages again, with the keys they had.
    void retry() {
        refused().forEach(message -> {
            board.happen(new ChatEvent.FateKnown(message.key(), new Fate.Pending()));
            send(message);
        });
    }

    /// Gives refused messages up.
    void drop() {
        refused().forEach(message -> board.happen(new ChatEvent.Dropped(message.key())));
    }

    /// More is known of a message.
    void known(IdempotencyKey key, SendState sent) {
        Fate fate = switch (sent) {
            case SendState.Pending pending ->
                board.state().link() instanceof LinkState.Live ? new Fate.Pending() : new Fate.Queued();
            case SendState.Unknown unknown -> new Fate.Unknown();
            case SendState.Acked acked -> new Fate.Acked(acked.seq());
            case SendState.Refused refused ->
                new Fate.Refused(refused.refusal().code(), refused.refusal().message());
        };
        board.happen(new ChatEvent.FateKnown(key, fate));
        if (sent instanceof SendState.Refused(var refusal)) {
            board.notice(Tone.BAD,
                    "not sent: " + SafeText.line(refusal.message()) + " (code " + refusal.code() + ")");
        }
    }

    private List<Outgoing> refused() {
        return board.state().outgoing().stream()
                .filter(message -> message.fate() instanceof Fate.Refused)
                .toList();
    }

    private void send(Outgoing message) {
        try {
            SendState sent = client.get()
                    .send(new OutgoingMessage(message.channel(), message.key(), message.text(), message.root()))
                    .state();
            if (sent instanceof SendState.Refused) {
                known(message.key(), sent);
            }
        } catch (GaplessException e) {
            board.happen(new ChatEvent.Dropped(message.key()));
            board.notice(Tone.BAD, SafeText.line(e.text()));
        }
    }
}
