package dev.gapless.cli.issuer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Sign-in through the browser on this machine: an authorization code with PKCE (RFC 7636), sent to a port of the loopback interface that
/// listens only while it waits (RFC 8252). `state` and `nonce` tie the answer to the question. One thread.
public final class BrowserFlow {
    private static final String PATH = "/callback";
    private static final int RANDOM_BYTES = 32;
    private static final int BACKLOG = 8;

    private final Issuer issuer;
    private final RandomGenerator random;
    private final Duration patience;

    /// @param random that nobody can guess
    /// @param patience how long the person may take
    public BrowserFlow(Issuer issuer, RandomGenerator random, Duration patience) {
        this.issuer = issuer;
        this.random = random;
        this.patience = patience;
    }

    /// @param show given the address that the person's browser must open
    /// @throws CliFailure if the person or the issuer refuses, or nobody comes back in time
    public IdToken ask(Consumer<URI> show) {
        String verifier = secret();
        String state = secret();
        String nonce = secret();
        BlockingQueue<Map<String, String>> answers = new ArrayBlockingQueue<>(1);
        HttpServer server = listen(state, answers);
        try {
            String back = "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
            show.accept(question(back, state, nonce, verifier));
            Map<String, String> answer = Optional.ofNullable(
                    answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS)).orElseThrow(this::tooLate);
            return new IdToken(exchange(answer, back, verifier), Optional.of(nonce));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Issuer.interrupted();
        } finally {
            server.stop(0);
        }
    }

    private URI question(String back, String state, String nonce, String verifier) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("response_type", "code");
        fields.put("client_id", issuer.offer().clientId());
        fields.put("scope", issuer.offer().scope());
        fields.put("redirect_uri", back);
        fields.put("state", state);
        fields.put("nonce", nonce);
        fields.put("code_challenge", challenge(verifier));
        fields.put("code_challenge_method", "S256");
        URI where = issuer.endpoint("authorization_endpoint");
        return URI.create(where + (where.getQuery() == null ? "?" : "&") + Issuer.form(fields));
    }

    private String exchange(Map<String, String> answer, String back, String verifier) {
        String error = answer.get("error");
        if (error != null) {
            throw Issuer.refused(error + ": " + answer.getOrDefault("error_description", "no reason given"));
        }
        // RFC 9207: an answer that names another issuer was meant for another question.
        if (!answer.getOrDefault("iss", issuer.offer().issuer()).equals(issuer.offer().issuer())) {
            throw Issuer.refused("an answer of " + answer.get("iss"));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "authorization_code");
        fields.put("code", answer.getOrDefault("code", ""));
        fields.put("redirect_uri", back);
        fields.put("code_verifier", verifier);
        return Issuer.idToken(issuer.post(issuer.endpoint("token_endpoint"), fields));
    }

    private static HttpServer listen(String state, BlockingQueue<Map<String, String>> answers) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            server.createContext(PATH, exchange -> {
                Map<String, String> answer = fields(exchange.getRequestURI().getRawQuery());
                boolean ours = MessageDigest.isEqual(
                        answer.getOrDefault("state", "").getBytes(StandardCharsets.UTF_8),
                        state.getBytes(StandardCharsets.UTF_8));
                tell(exchange, ours);
                if (ours) {
                    answers.offer(answer);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED, "loopback", "sign-in: cannot listen on 127.0.0.1 (" + e.getMessage() + ")",
                    "sign in with --device");
        }
    }

    private static void tell(HttpExchange exchange, boolean ours) throws IOException {
        String text = ours
                ? "The answer is with gapless. Close this page and look at the terminal.\n"
                : "This is not the answer that gapless waits for.\n";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(ours ? 200 : 400, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> fields(String query) {
        Map<String, String> fields = new HashMap<>();
        for (String field : String.valueOf(query).split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), decoded(field.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private CliFailure tooLate() {
        return new CliFailure(
                ExitCode.AUTHENTICATION, "no-answer",
                "sign-in: no answer from the browser in " + patience.toSeconds() + " s (expected: a finished sign-in)",
                "sign in again; with --device if the browser is on another machine");
    }

    private String secret() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return text(bytes);
    }

    static String challenge(String verifier) {
        try {
            return text(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
