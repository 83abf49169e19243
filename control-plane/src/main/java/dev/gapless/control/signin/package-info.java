/// Sign-in with OpenID Connect beside tokens: whoever shows an ID token of the configured issuer ([dev.gapless.control.signin.IdTokens]) gets an
/// access token with an end ([dev.gapless.control.signin.SignInRoutes]), which all doors take and every act on tokens reaches.
@NullMarked
package dev.gapless.control.signin;

import org.jspecify.annotations.NullMarked;
