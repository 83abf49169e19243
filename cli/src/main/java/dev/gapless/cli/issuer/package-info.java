/// Asking an OpenID Connect issuer for an ID token, as a program on a person's machine does it: through the person's browser
/// ([dev.gapless.cli.issuer.BrowserFlow]), or through a browser on any other machine ([dev.gapless.cli.issuer.DeviceFlow]). Both speak
/// through [dev.gapless.cli.issuer.Issuer]. `gapless sign-in` is the caller; what the token is worth, the control plane decides.
@NullMarked
package dev.gapless.cli.issuer;

import org.jspecify.annotations.NullMarked;
