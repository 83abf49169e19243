package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of users, as operators and admins see them.
///
/// @param users by id
/// @param next give it as `cursor` for the next page; empty at the end
public record UserDetails(List<UserDetail> users, Optional<String> next) {
    public UserDetails {
        users = List.copyOf(users);
    }
}
