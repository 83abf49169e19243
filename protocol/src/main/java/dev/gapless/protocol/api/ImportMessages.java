package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// Body of `POST /admin/v1/workspaces/{workspace}/channels/{channel}/imported-messages`. All of it is taken or nothing.
///
/// @param messages in order, 0 to [#MESSAGES_MAX]
/// @param members handles of who is to be in the channel behind these messages, at most [#MEMBERS_MAX]; who is already stays
public record ImportMessages(List<Message> messages, Optional<List<String>> members) {
    public static final int MESSAGES_MAX = 200;
    public static final int MEMBERS_MAX = 50;

    public ImportMessages {
        messages = List.copyOf(messages);
        members = members.map(List::copyOf);
    }

    /// A message that was posted somewhere else.
    ///
    /// @param key names it, 1 to 64 printable ASCII characters; the same one by the same user again is the same message
    /// @param user handle of who wrote it
    /// @param atMs when, in milliseconds since 1970; not before the one before it
    /// @param text as it is; names in it call nobody
    /// @param threadRoot seq here of the message that it answers
    public record Message(String key, String user, long atMs, String text, Optional<Long> threadRoot) {}
}
