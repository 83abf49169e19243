package dev.gapless.protocol.api;

import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;

/// A member of a channel.
///
/// @param user who
/// @param role owner, admin, member or guest
/// @param joinedSeq seq of the join event
public record MemberView(UserId user, String role, Seq joinedSeq) {}
