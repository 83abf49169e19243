package dev.gapless.protocol.api;

/// Answer of `GET /admin/v1/sign-in`: where a program gets the ID token that [SignIn] takes.
///
/// @param issuer OpenID Connect issuer
/// @param clientId as whom the program asks the issuer; a public client, so there is no secret
/// @param scope what it asks for, separated by blanks
public record SignInOffer(String issuer, String clientId, String scope) {}
