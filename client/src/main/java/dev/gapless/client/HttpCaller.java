package dev.gapless.client;

import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.id.IdempotencyKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes requests: adds the token, tries another server or the same one later where that is safe, turns problems into
/// exceptions. Any thread may call; blocks.
final class HttpCaller {
    private static final int KEY_BYTES = 16;

    private final Endpoint endpoint;
    private final Optional<Token> token;
    private final HttpOptions options;
    private final AtomicInteger turn = new AtomicInteger();

    HttpCaller(Endpoint endpoint, Optional<Token> token, HttpOptions options) {
        this.endpoint = endpoint;
        this.token = token;
        this.options = options;
    }

    /// Whether a request may be made twice.
    enum Repeat {
        /// Doing it twice is doing it once.
        SAFE,
        /// Only if it surely was not done.
        IF_NOT_DONE
    }

    /// A request.
    record Call(String method, String path, Optional<Object> body, Map<String, String> headers, Repeat repeat) {
        static Call get(String path) {
            return new Call("GET", path, Optional.empty(), Map.of(), Repeat.SAFE);
        }

        static Call post(String path, Object body, Repeat repeat) {
            return new Call("POST", path, Optional.of(body), Map.of(), repeat);
        }

        static Call post(String path, Repeat repeat) {
            return new Call("POST", path, Optional.empty(), Map.of(), repeat);
        }

        static Call patch(String path, Object body, Repeat repeat) {
            return new Call("PATCH", path, Optional.of(body), Map.of(), repeat);
        }

        static Call put(String path, Object body) {
            return new Call("PUT", path, Optional.of(body), Map.of(), Repeat.SAFE);
        }

        static Call put(String path) {
            return new Call("PUT", path, Optional.empty(), Map.of(), Repeat.SAFE);
        }

        static Call delete(String path, Repeat repeat) {
            return new Call("DELETE", path, Optional.empty(), Map.of(), repeat);
        }

        Call header(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Call(method, path, body, more, repeat);
        }
    }

    /// A random key, for one call and its repetitions.
    IdempotencyKey newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        options.random().nextBytes(bytes);
        return new IdempotencyKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    <T> T ask(Call call, Class<T> type) {
        HttpResponse<byte[]> answer = answer(call);
        try {
            return ApiCodec.read(answer.body(), type);
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    answer.statusCode(), call.method() + " " + answer.uri().getPath() + ": " + e.getMessage());
        }
    }

    void tell(Call call) {
        answer(call);
    }

    /// One try, on the server whose turn it is, of a path that needs no token.
    boolean succeeds(String path) {
        int now = turn.get();
        try {
            return once(Call.get(path), now).statusCode() < 300;
        } catch (UnreachableException e) {
            turn.compareAndSet(now, now + 1);
            return false;
        }
    }

    private HttpResponse<byte[]> answer(Call call) {
        for (int retry = 0;; retry++) {
            boolean last = retry + 1 >= options.tries();
            int now = turn.get();
            ClientException failure;
            Optional<Duration> hint = Optional.empty();
            try {
                HttpResponse<byte[]> answer = once(call, now);
                if (answer.statusCode() < 300) {
                    return answer;
                }
                ApiException refusal = refusal(answer);
                if (!refusal.worthRetrying()) {
                    throw refusal;
                }
                hint = refusal.retryAfter();
                failure = refusal;
                if (refusal.is(ErrorCode.DRAINING)) {
                    turn.compareAndSet(now, now + 1);
                }
            } catch (UnreachableException e) {
                turn.compareAndSet(now, now + 1);
                failure = e;
            }
            if (last || call.repeat() == Repeat.IF_NOT_DONE && !failure.definite()) {
                throw failure;
            }
            pause(options.backoff().delay(retry, hint, options.random()), failure);
        }
    }

    private HttpResponse<byte[]> once(Call call, int server) {
        URI address = endpoint.resolve(server, call.path());
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(options.timeout())
                .header("Accept", "application/json, application/problem+json");
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.reveal()));
        call.headers().forEach(request::header);
        if (call.body().isPresent()) {
            request.header("Content-Type", "application/json");
            request.method(
                    call.method(), HttpRequest.BodyPublishers.ofByteArray(ApiCodec.write(call.body().get())));
        } else {
            request.method(call.method(), HttpRequest.BodyPublishers.noBody());
        }
        try {
            return options.http().send(request.build(), BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new UnreachableException(address, true, "no connection", e);
        } catch (IOException e) {
            boolean notSent = e.getCause() instanceof UnresolvedAddressException;
            throw new UnreachableException(address, notSent, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(address, false, "interrupted", e);
        }
    }

    private static ApiException refusal(HttpResponse<byte[]> answer) {
        String place = answer.request().method() + " " + answer.uri().getPath();
        try {
            return new ApiException(ApiCodec.read(answer.body(), Problem.class));
        } catch (IllegalArgumentException | NullPointerException e) {
            return new ApiException(answer.statusCode(),
                    place + ": status " + answer.statusCode() + " without a problem");
        }
    }

    private void pause(Duration delay, ClientException failure) {
        try {
            options.sleeper().sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
