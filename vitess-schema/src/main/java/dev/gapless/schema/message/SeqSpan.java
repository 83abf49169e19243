package dev.gapless.schema.message;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.statement.Prepared;

/// The seqs of a channel that somebody has not read, up to a head.
///
/// @param channel where
/// @param after the last seq before them
/// @param upTo the last of them
public record SeqSpan(ChannelKey channel, long after, long upTo) {
    static void bindKey(Prepared prepared, SeqSpan span) {
        MessageKey.bindChannel(prepared, span.channel);
    }

    static void bindRange(Prepared prepared, SeqSpan span) {
        MessageKey.bindChannel(prepared, span.channel);
        prepared.add(span.after).add(span.upTo);
    }
}
