package dev.gapless.cli.issuer;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.protocol.api.SignInOffer;
import dev.gapless.protocol.codec.ApiCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// An OpenID Connect issuer, as OpenID Connect Discovery describes it, and us as its public client. Any thread; blocks.
public final class Issuer {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    private final SignInOffer offer;
    private final HttpClient http;
    private final Map<?, ?> told;

    /// What the issuer answered.
    ///
    /// @param status of HTTP
    /// @param fields of the JSON object; empty if there was none
    record Answer(int status, Map<?, ?> fields) {
        Optional<String> text(String field) {
            return fields.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
        }

        /// The code of an error, RFC 6749 5.2.
        String error() {
            return text("error").orElse("status-" + status);
        }

        /// The error in the issuer's words.
        String words() {
            return error() + text("error_description").map(words -> ": " + words).orElse("");
        }
    }

    private Issuer(SignInOffer offer, HttpClient http, Map<?, ?> told) {
        this.offer = offer;
        this.http = http;
        this.told = told;
    }

    /// Asks the issuer where what is.
    ///
    /// @throws CliFailure `issuer` if it cannot be asked, or is not whom the control plane named
    public static Issuer find(SignInOffer offer, HttpClient http) {
        URI where = address(offer.issuer().replaceAll("/$", "") + "/.well-known/openid-configuration");
        Answer answer = send(http, HttpRequest.newBuilder(where).timeout(TIMEOUT).build());
        if (answer.status() != 200 || !answer.text("issuer").equals(Optional.of(offer.issuer()))) {
            throw failure(where + ": status " + answer.status() + ", issuer " + answer.text("issuer").orElse("none")
                    + " (expected: 200 and " + offer.issuer() + ")");
        }
        return new Issuer(offer, http, answer.fields());
    }

    SignInOffer offer() {
        return offer;
    }

    /// One of its addresses.
    ///
    /// @throws CliFailure `issuer` if it has none, or one that others could read along
    URI endpoint(String name) {
        if (told.get(name) instanceof String text) {
            return address(text);
        }
        throw failure("issuer " + offer.issuer() + ": no " + name + " (expected: one)");
    }

    /// Whether it has this address.
    boolean has(String name) {
        return told.get(name) instanceof String;
    }

    /// Posts a form, with our client ID in it.
    Answer post(URI where, Map<String, String> fields) {
        String body = form(fields) + "&" + form(Map.of("client_id", offer.clientId()));
        return send(http, HttpRequest.newBuilder(where)
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /// The ID token in an answer of the token endpoint.
    static String idToken(Answer answer) {
        if (answer.status() != 200) {
            throw refused(answer.words());
        }
        return answer.text("id_token").orElseThrow(() -> refused("no ID token; is openid in oidc.scope?"));
    }

    static CliFailure refused(String words) {
        return new CliFailure(
                ExitCode.AUTHENTICATION, "issuer-refused", "sign-in: " + words + " (expected: an ID token)",
                "sign in again, or ask who runs the issuer");
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /// What goes there in plain text would be anybody's, so that is for this machine only.
    private static URI address(String text) {
        try {
            URI uri = URI.create(text);
            boolean here = Set.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(uri.getHost()));
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && here)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw failure("issuer: " + text + " (expected: an https URL)");
        }
        throw failure("issuer: " + text + " (expected: an https URL)");
    }

    private static Answer send(HttpClient http, HttpRequest request) {
        try {
            HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return new Answer(answer.statusCode(), fields(body.readNBytes(MAX_ANSWER_BYTES)));
            }
        } catch (IOException e) {
            throw failure(request.uri() + ": " + e.getClass().getSimpleName() + " (expected: an answer)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private static Map<?, ?> fields(byte[] body) {
        try {
            return ApiCodec.read(body, Map.class);
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static CliFailure failure(String what) {
        return new CliFailure(
                ExitCode.UNREACHABLE, "issuer", what,
                "correct oidc.issuer of the control plane, or give --issuer-cacert if the issuer has an authority of its own");
    }

    static CliFailure interrupted() {
        return new CliFailure(ExitCode.INTERRUPTED, "interrupted", "sign-in: stopped", "sign in again");
    }
}
