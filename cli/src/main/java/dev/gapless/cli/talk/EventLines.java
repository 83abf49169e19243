package dev.gapless.cli.talk;

import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.UserId;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Function;

/// An event on one line for people: what `history` and `tail` print.
///
/// @param zone in which times are shown
/// @param handles the handle of a user
public record EventLines(ZoneId zone, Function<UserId, String> handles) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /// Seq, time, who and what, separated by two blanks, made safe.
    public String line(Event event) {
        return event.seq() + "  " + time(event) + "  " + SafeText.line(handles.apply(event.actor())) + "  "
                + what(event);
    }

    public String time(Event event) {
        return TIME.format(event.at().atZone(zone));
    }

    /// What happened, made safe, on one line.
    public String what(Event event) {
        return SafeText.line(
                switch (event.body()) {
                    case EventBody.MessagePosted posted when posted.deleted() -> "(deleted)";
                    case EventBody.MessagePosted posted ->
                        posted.threadRoot().map(root -> "(to " + root + ") ").orElse("") + posted.text();
                    case EventBody.MemberJoined joined -> "* " + handles.apply(joined.user()) + " joined";
                    case EventBody.MemberLeft left -> "* " + handles.apply(left.user()) + " left";
                    case EventBody.ChannelChanged changed -> "* " + changes(changed.changes());
                    case EventBody.MessageEdited edited when edited.deleted() ->
                        "* edited " + edited.target() + " (deleted)";
                    case EventBody.MessageEdited edited -> "* edited " + edited.target() + ": " + edited.text();
                    case EventBody.MessageDeleted deleted -> "* deleted " + deleted.target();
                    case EventBody.ReactionAdded added -> "* " + added.emoji() + " to " + added.target();
                    case EventBody.ReactionRemoved removed ->
                        "* took " + removed.emoji() + " from " + removed.target();
                    case EventBody.MessagePinned pinned -> "* pinned " + pinned.target();
                    case EventBody.MessageUnpinned unpinned -> "* unpinned " + unpinned.target();
                    case EventBody.Other other -> "* " + other.kindText();
                });
    }

    private static String changes(Map<String, String> changes) {
        return "channel: " + String.join(", ", changes.entrySet().stream()
                .map(change -> change.getKey() + " " + change.getValue())
                .toList());
    }
}
