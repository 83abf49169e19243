package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import java.util.Optional;

/// What the log's refusals are on the wire: the one place that says so.
public final class AppendRefusals {
    private AppendRefusals() {}

    /// The refusal that a result stands for; empty if it is none: appended, a duplicate, or so already.
    public static Optional<GaplessException> of(Append append, AppendResult result) {
        String channel = append.channel().channel().text();
        return switch (result) {
            case AppendResult.Appended made -> Optional.empty();
            case AppendResult.Duplicate earlier -> Optional.empty();
            case AppendResult.NoChange() -> Optional.empty();
            case AppendResult.KeyReused(long seq) ->
                refusal(
                        ErrorCode.KEY_REUSED,
                        "key: " + append.key().map(Object::toString).orElse("none") + " is the key of seq " + seq
                                + " (expected: a new key for a new text)");
            case AppendResult.NotAMember() ->
                refusal(ErrorCode.NOT_A_MEMBER, "channel: " + channel + " (expected: one that you are a member of)");
            case AppendResult.NoSuchChannel() -> Optional.of(GaplessException.notFound("channel", channel));
            case AppendResult.Archived() ->
                refusal(ErrorCode.CHANNEL_ARCHIVED, "channel: " + channel + " (expected: one that is not archived)");
            case AppendResult.TargetMissing(long seq, boolean event) ->
                event
                        ? refusal(ErrorCode.NOT_A_MESSAGE, "seq: " + seq + " (expected: the seq of a message)")
                        : Optional.of(GaplessException.notFound("message", Long.toString(seq)));
            case AppendResult.TargetDeleted(long seq) ->
                refusal(ErrorCode.MESSAGE_DELETED, "seq: " + seq + " is deleted (expected: one that is not)");
            case AppendResult.NotYours(long seq) ->
                refusal(ErrorCode.NOT_YOURS, "seq: " + seq + " is somebody else's (expected: one of yours)");
            case AppendResult.ThreadOnThread(long seq) ->
                refusal(
                        ErrorCode.THREAD_ON_THREAD,
                        "thread_root: " + seq + " is a reply (expected: a message that is none)");
            case AppendResult.TooMany(String what, int limit) ->
                refusal(ErrorCode.LIMIT_REACHED, what + ": over " + limit + " (expected: at most " + limit + ")");
            case AppendResult.NotByRule(String what, String expected) ->
                refusal(ErrorCode.NOT_ALLOWED, what + ": not for you (expected: " + expected + ")");
            case AppendResult.TooSoon(var wait) ->
                Optional.of(new GaplessException(
                        ErrorCode.RATE_LIMITED,
                        "channel: " + channel + " is slow (expected: one post of yours, then a wait)", wait));
        };
    }

    private static Optional<GaplessException> refusal(ErrorCode code, String message) {
        return Optional.of(new GaplessException(code, message));
    }
}
