package dev.gapless.client.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The client's part of the upgrade from HTTP/1.1 (RFC 6455, 4.1).
final class Handshake {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final URI address;
    private final String key;

    Handshake(URI address, RandomGenerator random) {
        this.address = address;
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = Base64.getEncoder().encodeToString(bytes);
    }

    void perform(OutputStream out, FrameReader in) throws IOException {
        out.write(request().getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String[] lines = in.readHead().split("\r\n");
        int status = status(lines[0]);
        if (status != 101) {
            throw new HandshakeException(status, "upgrade of " + address + ": status " + status + " (expected: 101)");
        }
        Map<String, String> headers = headers(lines);
        expect("sec-websocket-accept", headers.getOrDefault("sec-websocket-accept", "missing"), accept());
        expect(
                "sec-websocket-protocol",
                headers.getOrDefault("sec-websocket-protocol", WebSocketTransport.SUBPROTOCOL),
                WebSocketTransport.SUBPROTOCOL);
    }

    private String request() {
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return "GET " + path + query + " HTTP/1.1\r\n"
                + "Host: " + address.getRawAuthority() + "\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + key + "\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Protocol: " + WebSocketTransport.SUBPROTOCOL + "\r\n\r\n";
    }

    /// RFC 6455 prescribes SHA-1 here; nothing depends on its strength.
    private String accept() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private void expect(String name, String found, String expected) throws HandshakeException {
        if (!found.equals(expected)) {
            throw new HandshakeException(
                    101, "upgrade of " + address + ": " + name + ": " + found + " (expected: " + expected + ")");
        }
    }

    private static int status(String line) {
        String[] words = line.split(" ");
        try {
            return words.length < 2 ? 0 : Integer.parseInt(words[1]);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return headers;
    }
}
