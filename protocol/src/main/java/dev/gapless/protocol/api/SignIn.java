package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// Body of `POST /admin/v1/sign-in`.
///
/// @param token ID token of the configured issuer, a JWT
/// @param workspace slug
/// @param scopes what the access token is for: user, admin, auditor; user if absent
/// @param nonce what the token must repeat, when whoever asked the issuer for it gave one
public record SignIn(String token, String workspace, Optional<List<String>> scopes, Optional<String> nonce) {
    /// Without the token.
    @Override
    public String toString() {
        return "SignIn[" + workspace + "]";
    }
}
