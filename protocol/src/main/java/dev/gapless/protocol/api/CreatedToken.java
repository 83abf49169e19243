package dev.gapless.protocol.api;

/// A new token, whose text is shown this once.
///
/// @param user whose it is
/// @param token give it in `Authorization: Bearer`
/// @param detail the token without its text
public record CreatedToken(UserView user, String token, TokenView detail) {}
