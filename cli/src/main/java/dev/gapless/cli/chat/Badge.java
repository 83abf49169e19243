package dev.gapless.cli.chat;

/// What is unread in a channel.
///
/// @param label `#name` or `@handle`
/// @param unread messages
/// @param mentions of oneself
record Badge(String label, long unread, long mentions) {
    boolean news() {
        return unread > 0 || mentions > 0;
    }

    /// ` +3 @1`, or nothing.
    String text() {
        return (unread > 0 ? " +" + unread : "") + (mentions > 0 ? " @" + mentions : "");
    }
}
