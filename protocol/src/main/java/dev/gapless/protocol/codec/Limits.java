package dev.gapless.protocol.codec;

/// Bounds that client and server both know. docs/internals/limits.md explains each.
public final class Limits {
    /// UTF-8 bytes of a message text.
    public static final int TEXT_BYTES = 16 * 1024;
    /// Bytes of one frame from a client, or of one HTTP request body: a text in which every character is escaped fits.
    public static final int FRAME_BYTES = 128 * 1024;
    /// Nesting of JSON in requests.
    public static final int JSON_DEPTH = 8;
    /// Events of a page when the caller does not say.
    public static final int PAGE_DEFAULT = 100;
    /// Events of a page at most.
    public static final int PAGE_MAX = 1_000;
    /// Rows of a listing page when the caller does not say.
    public static final int LIST_DEFAULT = 200;
    /// Rows of a listing page at most.
    public static final int LIST_MAX = 1_000;
    /// Bytes of JSON in one page, after which it ends early: vtgate ends results at 16 MiB.
    public static final int PAGE_BYTES = 4 * 1024 * 1024;
    /// Channels of one connection's subscriptions.
    public static final int SUBSCRIPTIONS = 1_000;
    /// Channels in the `resume` of a hello and in the positions of a sync.
    public static final int RESUME_CHANNELS = 1_000;
    /// Sends of one connection that wait for their answer; one more is refused as overloaded.
    public static final int IN_FLIGHT_SENDS = 256;
    /// A backlog up to this long is pushed on `sub`; a longer one is announced as a gap, to be pulled.
    public static final int PUSHED_BACKLOG = 256;
    /// Members of a group DM, the opener included.
    public static final int GROUP_DM_USERS = 9;

    /// Mentions in one message.
    public static final int MAX_MENTIONS = 50;
    /// UTF-8 bytes of an emoji.
    public static final int EMOJI_BYTES = 64;
    /// Different emoji on one message.
    public static final int MAX_REACTION_KINDS = 50;
    /// Conversations of one sync answer when the caller does not say, and at most.
    public static final int SYNC_WINDOW_DEFAULT = 50;
    public static final int SYNC_WINDOW_MAX = 200;
    /// Last events of each conversation of a sync answer when the caller does not say, and at most.
    public static final int TIMELINE_DEFAULT = 20;
    public static final int TIMELINE_MAX = 100;
    /// Pinned messages of a channel.
    public static final int MAX_PINS = 100;
    /// Characters of a search text.
    public static final int SEARCH_TEXT_MAX = 200;

    private Limits() {}
}
