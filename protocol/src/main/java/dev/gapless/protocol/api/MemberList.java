package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of members.
///
/// @param members by user id
/// @param next give it as `cursor` for the next page; empty at the end
public record MemberList(List<MemberView> members, Optional<String> next) {
    public MemberList {
        members = List.copyOf(members);
    }
}
