package dev.gapless.cli.chat;

import dev.gapless.protocol.event.EventBody;
import dev.gapless.client.timeline.Message;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One entry of the transcript: an event with the names that people know.
///
/// @param seq its seq
/// @param at when it was committed
/// @param who handle of who did it
/// @param own true if that is oneself
/// @param what what to show
record Entry(long seq, Instant at, String who, boolean own, What what) {
    /// What an entry shows. Texts are as they came; views make them safe.
    sealed interface What {
        /// A message, as an answer to another one perhaps.
        ///
        /// @param text as it stands
        /// @param answers the root of its thread
        /// @param threadOnly true if it is shown in the thread only
        /// @param marks what stands under it
        record Said(String text, Optional<Long> answers, boolean threadOnly, Marks marks) implements What {
            Said(String text, Optional<Long> answers) {
                this(text, answers, false, Marks.NONE);
            }
        }

        /// A message that is gone.
        record Deleted() implements What {}

        /// Somebody did something: `joined`, `left`, `created the channel`.
        record Did(String act) implements What {}

        /// A kind that this version does not know: it has its seq and shows nothing.
        record Nothing() implements What {}
    }

    boolean isMessage() { return what instanceof What.Said said && !said.threadOnly(); }

    /// The root of the thread in which alone it is shown.
    Optional<Long> onlyIn() {
        return what instanceof What.Said said && said.threadOnly() ? said.answers() : Optional.empty();
    }

    /// Makes the entry of a message as it stands.
    ///
    /// @param self whose screen it is
    /// @param handles the handle of a user, or the id's text if it is not known
    static Entry of(Message message, UserId self, Function<UserId, String> handles) {
        List<Tally> reactions = message.reactions().stream()
                .map(reaction -> new Tally(
                        reaction.emoji(),
                        reaction.users().size(),
                        reaction.users().contains(self)))
                .toList();
        What what = message.deleted()
                ? new What.Deleted()
                : new What.Said(
                        message.text(),
                        message.threadRoot().map(Seq::value),
                        !message.inChannel(),
                        new Marks(reactions, message.replies(), message.edited(), message.pinned()));
        return new Entry(
                message.seq().value(),
                message.at(),
                handles.apply(message.actor()),
                message.actor().equals(self),
                what);
    }

    /// Makes the entry of an event.
    ///
    /// @param self whose screen it is
    /// @param handles the handle of a user, or the id's text if it is not known
    static Entry of(Event event, UserId self, Function<UserId, String> handles) {
        What what = switch (event.body()) {
            case EventBody.MessagePosted posted when posted.deleted() -> new What.Deleted();
            case EventBody.MessagePosted posted ->
                new What.Said(posted.text(), posted.threadRoot().map(root -> root.value()));
            case EventBody.MemberJoined joined ->
                new What.Did(joined.user().equals(event.actor()) ? "joined" : "added " + handles.apply(joined.user()));
            case EventBody.MemberLeft left ->
                new What.Did(left.user().equals(event.actor()) ? "left" : "removed " + handles.apply(left.user()));
            case EventBody.ChannelChanged changed -> changed(changed.changes());
            case EventBody.MessageEdited edited -> new What.Nothing();
            case EventBody.MessageDeleted deleted -> new What.Nothing();
            case EventBody.ReactionAdded added -> new What.Nothing();
            case EventBody.ReactionRemoved removed -> new What.Nothing();
            case EventBody.MessagePinned pinned -> new What.Nothing();
            case EventBody.MessageUnpinned unpinned -> new What.Nothing();
            case EventBody.Other other -> new What.Nothing();
        };
        return new Entry(
                event.seq().value(), event.at(), handles.apply(event.actor()), event.actor().equals(self), what);
    }

    private static What changed(Map<String, String> changes) {
        if ("created".equals(changes.get("state"))) {
            return new What.Did("created the channel");
        }
        StringBuilder act = new StringBuilder();
        for (Map.Entry<String, String> change : changes.entrySet()) {
            act.append(act.isEmpty() ? "set " : ", ")
                    .append(change.getKey().toLowerCase(Locale.ROOT))
                    .append(" to ")
                    .append(change.getValue());
        }
        return act.isEmpty() ? new What.Nothing() : new What.Did(act.toString());
    }
}
