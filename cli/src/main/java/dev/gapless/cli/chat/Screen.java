package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.protocol.id.ChannelId;
import java.util.List;

/// Where a conversation is shown. Called under the conversation's lock, so one call at a time, from several threads; an
/// implementation must not call back.
interface Screen {
    /// Adds to the transcript.
    void entries(ChannelId channel, List<Entry> entries);

    /// An entry of the transcript looks otherwise now.
    void amended(ChannelId channel, Entry entry);

    /// Adds lines for the person only, such as the answer to `/help`.
    void notices(List<Line> lines);

    /// Something under the input line may have changed.
    void status(ChatState before, ChatState now);
}
