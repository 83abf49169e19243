package dev.gapless.control.signin;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whose ID tokens are taken, and for whom.
///
/// @param issuer of the tokens, exactly as they name it
/// @param audience that tokens must be for
/// @param workspaces slugs of those whose people sign in like this, 1 or more
/// @param userClaim claim whose value is the handle of the user
/// @param scope what a program asks the issuer for, separated by blanks
/// @param session how long the access token is valid
/// @param authority PEM of those behind the issuer's certificate; empty: those of the JDK
public record SignInConfig(
        URI issuer, String audience, Set<String> workspaces, String userClaim, String scope, Duration session,
        Optional<Path> authority) {
    public static final ConfigKey<String> ISSUER = ConfigKey.text(
            "oidc.issuer", "",
            "OpenID Connect issuer whose ID tokens are taken for a sign-in, `https://…`; empty: none");
    public static final ConfigKey<String> AUDIENCE =
            ConfigKey.text(
                    "oidc.audience", "",
                    "Audience that the ID tokens must be for, which is the client ID of `gapless sign-in`; needed with an issuer");
    public static final ConfigKey<List<String>> WORKSPACES = ConfigKey.list(
            "oidc.workspaces", "", "Slugs of the workspaces whose people sign in at the issuer; needed with an issuer");
    public static final ConfigKey<String> USER_CLAIM = ConfigKey.text(
            "oidc.user-claim", "preferred_username",
            "Claim whose value is the handle of the user; one that people cannot choose themselves");
    public static final ConfigKey<String> SCOPE = ConfigKey.text(
            "oidc.scope", "openid profile", "What `gapless sign-in` asks the issuer for, separated by blanks");
    public static final ConfigKey<Duration> SESSION =
            ConfigKey.duration("oidc.session", "8h", "How long the access token of a sign-in is valid (1m to 30d)");
    public static final ConfigKey<String> AUTHORITY = ConfigKey.text(
            "oidc.authority", "",
            "PEM file of the authority behind the issuer's certificate; empty: those the JDK knows");

    /// All settings of this feature.
    public static final List<ConfigKey<?>> KEYS =
            List.of(ISSUER, AUDIENCE, WORKSPACES, USER_CLAIM, SCOPE, SESSION, AUTHORITY);

    private static final Duration MIN_SESSION = Duration.ofMinutes(1);
    private static final Duration MAX_SESSION = Duration.ofDays(30);

    public SignInConfig {
        workspaces = Set.copyOf(workspaces);
    }

    /// Reads the keys; empty if nobody signs in like this.
    ///
    /// @throws IllegalArgumentException naming the setting that is wrong
    public static Optional<SignInConfig> from(Settings settings) {
        String issuer = settings.get(ISSUER);
        if (issuer.isEmpty()) {
            return Optional.empty();
        }
        String audience = settings.get(AUDIENCE);
        List<String> workspaces = settings.get(WORKSPACES);
        if (audience.isEmpty()) {
            throw absent(AUDIENCE, issuer);
        }
        if (workspaces.isEmpty()) {
            throw absent(WORKSPACES, issuer);
        }
        Duration session = settings.get(SESSION);
        if (session.compareTo(MIN_SESSION) < 0 || session.compareTo(MAX_SESSION) > 0) {
            throw new IllegalArgumentException(
                    SESSION.name() + ": " + session.toSeconds() + "s (expected: 1m to 30d)");
        }
        return Optional.of(new SignInConfig(
                address(ISSUER.name(), issuer), audience, Set.copyOf(workspaces), settings.get(USER_CLAIM),
                settings.get(SCOPE), session,
                Optional.of(settings.get(AUTHORITY)).filter(file -> !file.isEmpty()).map(Path::of)));
    }

    /// Keys that came in plain text would be anybody's, so that is for this machine only.
    ///
    /// @throws IllegalArgumentException if it is not such an address
    static URI address(String name, String text) {
        String expected = name + ": " + text + " (expected: an https URL)";
        try {
            URI uri = URI.create(text);
            boolean here = Set.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(uri.getHost()));
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && here)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }

    private static IllegalArgumentException absent(ConfigKey<?> key, String issuer) {
        return new IllegalArgumentException(
                key.name() + ": absent (expected: a value, since " + ISSUER.name() + " is " + issuer + ")");
    }
}
