package dev.gapless.cli.issuer;

import java.util.Optional;

/// An ID token as the issuer gave it, not checked.
///
/// @param text a JWT
/// @param nonce what it must repeat, if it was asked for with one
public record IdToken(String text, Optional<String> nonce) {
    /// Without the token.
    @Override
    public String toString() {
        return "IdToken[]";
    }
}
