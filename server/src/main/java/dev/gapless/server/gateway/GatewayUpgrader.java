package dev.gapless.server.gateway;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns `GET /v1/connect` with `Upgrade: websocket` into a [Connection] (RFC 6455 section 4.2).
final class GatewayUpgrader implements Http1Upgrader {
    static final String PATH = "/v1/connect";
    static final String SUBPROTOCOL = "gapless.v1";

    private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
    private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
    private static final HeaderName PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");
    private static final String SUPPORTED_VERSION = "13";
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final String BEARER = "Bearer ";

    private final GatewayParts parts;
    private final Connections connections;

    GatewayUpgrader(GatewayParts parts, Connections connections) {
        this.parts = parts;
        this.connections = connections;
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    /// @return null for another path, which the HTTP routes then answer
    @Override
    @SuppressWarnings("NullAway") // Helidon's contract: null means "not upgraded".
    public @Nullable ServerConnection upgrade(
            ConnectionContext socket, HttpPrologue prologue, WritableHeaders<?> headers) {
        if (!prologue.method().equals(Method.GET) || !prologue.uriPath().path().equals(PATH)) {
            return null;
        }
        if (!SUPPORTED_VERSION.equals(headers.first(VERSION).orElse(SUPPORTED_VERSION))) {
            throw RequestException.builder()
                    .type(DirectHandler.EventType.OTHER)
                    .status(Status.create(426, "Upgrade Required"))
                    .header(HeaderValues.create(VERSION, SUPPORTED_VERSION))
                    .message("WebSocket version 13 is expected")
                    .build();
        }
        String key = headers.first(KEY).filter(GatewayUpgrader::wellFormed).orElseThrow(() -> RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .message("Sec-WebSocket-Key of 16 bytes in base 64 is expected")
                .build());
        socket.dataWriter().writeNow(BufferData.create(response(key, offersSubprotocol(headers))));
        return new Connection(parts, connections, socket, token(headers));
    }

    /// The whole answer in one write, so that it leaves in one segment.
    private static byte[] response(String key, boolean subprotocol) {
        return ("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                + accept(key)
                + (subprotocol ? "\r\nSec-WebSocket-Protocol: " + SUBPROTOCOL : "")
                + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every Java", e);
        }
    }

    private static boolean wellFormed(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean offersSubprotocol(WritableHeaders<?> headers) {
        return headers.contains(PROTOCOL)
                && headers.get(PROTOCOL).allValues().stream()
                        .flatMap(value -> Arrays.stream(value.split(",")))
                        .anyMatch(value -> value.strip().equals(SUBPROTOCOL));
    }

    private static Optional<String> token(WritableHeaders<?> headers) {
        return headers.first(HeaderNames.AUTHORIZATION)
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
    }
}
