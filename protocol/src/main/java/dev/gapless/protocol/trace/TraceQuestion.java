package dev.gapless.protocol.trace;

import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.HashMap;
import java.util.Map;

/// How a process is asked for the [dev.gapless.protocol.api.TraceMarks] of an event: `GET` of [#PATH] with the secret in
/// [dev.gapless.protocol.inbox.InboxRoute#SECRET_HEADER].
///
/// @param channel its channel
/// @param seq its place there
public record TraceQuestion(ChannelKey channel, Seq seq) {
    /// The path.
    public static final String PATH = "/internal/v1/trace";

    /// Reads a query.
    ///
    /// @param query as it came, without the question mark
    /// @throws IllegalArgumentException if it is none of these
    public static TraceQuestion parse(String query) {
        Map<String, String> fields = new HashMap<>();
        for (String field : query.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return of(
                fields.getOrDefault("workspace", ""), fields.getOrDefault("channel", ""),
                fields.getOrDefault("seq", ""));
    }

    /// @throws IllegalArgumentException if one of them is none
    public static TraceQuestion of(String workspace, String channel, String seq) {
        return new TraceQuestion(
                new ChannelKey(WorkspaceId.parse(workspace), ChannelId.parse(channel)), new Seq(Long.parseLong(seq)));
    }

    /// Path and query.
    public String text() {
        return PATH + "?workspace=" + channel.workspace().text() + "&channel=" + channel.channel().text() + "&seq="
                + seq.value();
    }
}
