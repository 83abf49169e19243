package dev.gapless.protocol.error;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The errors of the wire, the same on HTTP and on WebSocket. docs/reference/errors.md is made from this enum.
///
/// *Definite* means: what was asked for was surely not done, so it may be given up or done again freely. An error that is
/// not definite leaves a send in doubt; the same idempotency key, sent again, decides.
public enum ErrorCode {
    INVALID_JSON(1001, Kind.USER, 400, true, "The text is not one JSON object.", "Send one JSON object in UTF-8."),
    UNKNOWN_FIELD(1002, Kind.USER, 400, true, "A field is not part of this request.", "Remove it or fix its spelling."),
    INVALID_FIELD(1003, Kind.USER, 400, true, "A field is missing, has another type, or is out of range.",
            "Correct the field that the message names."),
    UNKNOWN_FRAME(1004, Kind.USER, 400, true, "The frame type is not known.", "Use a client frame of protocol.md."),
    FRAME_TOO_LARGE(1005, Kind.USER, 413, true, "A frame or request body is over its limit.",
            "Send less; the connection is closed with 1009."),
    INVALID_UTF8(1006, Kind.USER, 400, true, "The bytes are not UTF-8.", "Encode text as UTF-8."),
    TEXT_EMPTY(1007, Kind.USER, 400, true, "The message text is empty.",
            "Send at least one character that is not a blank."),
    TEXT_TOO_LARGE(1008, Kind.USER, 413, true, "The message text is over 16 KiB of UTF-8.",
            "Split the text, or keep it elsewhere and send a link."),
    MISSING_KEY(1009, Kind.USER, 400, true, "A send carries no idempotency key.",
            "Add the Idempotency-Key header, or `key` in the frame."),
    BINARY_FRAME(1010, Kind.USER, 400, true, "A binary frame came; the protocol has text frames only.",
            "Send JSON in text frames."),
    UNAUTHENTICATED(1101, Kind.USER, 401, true, "The token is missing, unknown, expired or revoked.",
            "Get a token and send it as `Authorization: Bearer`, or in `hello`."),
    HELLO_REQUIRED(1102, Kind.USER, 401, true, "The first frame was not `hello`, or `hello` came twice.",
            "Send `hello` once, first."),
    NOT_ALLOWED(1103, Kind.USER, 403, true, "The caller's role or token scope does not allow this.",
            "Ask an owner or admin of the workspace."),
    NOT_A_MEMBER(1104, Kind.USER, 403, true, "The caller is not a member of this channel.", "Join the channel first."),
    NOT_YOURS(1105, Kind.USER, 403, true, "The message is somebody else's.",
            "Authors edit and delete; owners and admins of a channel may delete, too."),
    WORKSPACE_SUSPENDED(1106, Kind.USER, 403, true, "The workspace is suspended: it can be read, nothing is written.",
            "Read on; an operator ends the suspension."),
    NOT_FOUND(1201, Kind.USER, 404, true, "There is no such thing, or none that the caller may know of.",
            "Check the id; names are listed by `channel list`."),
    NO_SUCH_ENDPOINT(1202, Kind.USER, 404, true, "There is no such path.", "See openapi.yaml."),
    METHOD_NOT_ALLOWED(1203, Kind.USER, 405, true, "The path does not take this method.", "See openapi.yaml."),
    KEY_REUSED(1301, Kind.USER, 409, true, "The idempotency key belongs to a send with another text.",
            "Make a new key for a new text."),
    NAME_TAKEN(1302, Kind.USER, 409, true, "The name is in use in this workspace.", "Choose another name."),
    ALREADY_A_MEMBER(1303, Kind.USER, 409, true, "The user is a member already.", "Nothing is left to do."),
    CHANNEL_ARCHIVED(1304, Kind.USER, 409, true, "The channel is archived and takes no more events.",
            "Read on; post elsewhere."),
    LIMIT_REACHED(1305, Kind.USER, 409, true, "A bound of the connection, channel or workspace is reached.",
            "The message says which bound; unsubscribe or leave something first."),
    EPOCH_CHANGED(1306, Kind.USER, 409, true, "The channel's numbering was rewound by a restore.",
            "Discard the positions of this channel and read it again."),
    MESSAGE_DELETED(1307, Kind.USER, 409, true, "The message was deleted.", "Nothing is left to change."),
    NOT_A_MESSAGE(1308, Kind.USER, 409, true, "The event with this seq is no message.",
            "Name the seq of a message; edits, reactions and joins have seqs too."),
    THREAD_ON_THREAD(1309, Kind.USER, 409, true, "The message is itself a reply and cannot be the root of a thread.",
            "Answer the root of its thread."),
    CURSOR_BEYOND_HEAD(1310, Kind.USER, 409, true, "A read position lies behind the last event.",
            "Read up to the channel's head at most."),
    RESYNC_REQUIRED(1311, Kind.USER, 409, true, "What changed since this revision cannot be told any more.",
            "Sync without `since`; keep what was read."),
    VERSION_CONFLICT(1312, Kind.USER, 409, true, "Somebody else changed it since it was read.",
            "Read it again, then decide again."),
    WRONG_STATE(1313, Kind.USER, 409, true, "The state that it is in does not allow this.",
            "The message says which state it is in."),
    SHOWN_ONCE(1314, Kind.USER, 409, true, "The request was carried out before, and its secret was shown then.",
            "Make another token; revoke the one whose text got lost."),
    RATE_LIMITED(1401, Kind.OVERLOAD, 429, true, "A quota is used up.", "Wait `retry_after_ms`, then send again."),
    OVERLOADED(1402, Kind.OVERLOAD, 503, true, "A queue is full; nothing was done.",
            "Wait `retry_after_ms` with jitter, then send again with the same key."),
    DRAINING(1403, Kind.OVERLOAD, 503, true, "This gateway sends its connections elsewhere.",
            "Connect again; another one answers."),
    OUT_OF_ORDER(1404, Kind.OVERLOAD, 503, true, "The send that this one follows was not taken.",
            "Send both again with the same keys, the earlier one first."),
    UNAVAILABLE(1501, Kind.INTERNAL, 503, true, "The shard of this channel is out of reach; nothing was done.",
            "Wait `retry_after_ms`, then send again with the same key."),
    OUTCOME_UNKNOWN(1502, Kind.INTERNAL, 504, false, "The connection to the shard broke during commit.",
            "Send again with the same key: it decides."),
    INTERNAL(1503, Kind.INTERNAL, 500, false, "A bug or a broken dependency.",
            "Report it with the request id; sends may be repeated with the same key.");

    /// Whose turn it is.
    public enum Kind {
        /// The caller changes the request.
        USER,
        /// The caller waits.
        OVERLOAD,
        /// Somebody who runs the system looks.
        INTERNAL
    }

    private static final Map<String, ErrorCode> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::text, Function.identity()));

    private final int number;
    private final Kind kind;
    private final int httpStatus;
    private final boolean definite;
    private final String doc;
    private final String next;
    private final String text;

    ErrorCode(int number, Kind kind, int httpStatus, boolean definite, String doc, String next) {
        this.number = number;
        this.kind = kind;
        this.httpStatus = httpStatus;
        this.definite = definite;
        this.doc = doc;
        this.next = next;
        this.text = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /// The code on the wire, such as `key-reused`.
    public String text() {
        return text;
    }

    /// Stable number, never used again for another error.
    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /// True if what was asked for was surely not done.
    public boolean definite() {
        return definite;
    }

    /// What is wrong, in one sentence.
    public String doc() {
        return doc;
    }

    /// What to do next, in one sentence.
    public String next() {
        return next;
    }

    /// Finds a code by its wire text.
    public static Optional<ErrorCode> find(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
