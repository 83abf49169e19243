package dev.gapless.schema.channel;

/// What a transaction makes of a head that it has locked.
///
/// @param head as it was
/// @param events events added, 1 or more
/// @param countable those of them that take an ordinal
/// @param memberSeq seq of the last member event, now
/// @param memberChange members joined less members left
/// @param lastEventMs time of the last event, in ms since 1970
public record HeadMove(
        ChannelHead head, long events, long countable, long memberSeq, long memberChange, long lastEventMs) {
    /// True if the member list is as it was.
    boolean plain() {
        return memberSeq == head.memberSeq();
    }
}
