package dev.gapless.protocol.api;

/// A new user and the token, which is shown this once.
///
/// @param user the user
/// @param token give it in `Authorization: Bearer`
public record CreatedUser(UserView user, String token) {}
