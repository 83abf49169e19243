package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// A page of users.
///
/// @param users by handle
/// @param next give it as `cursor` for the next page; empty at the end
public record UserList(List<UserView> users, Optional<String> next) {
    public UserList {
        users = List.copyOf(users);
    }
}
