package dev.gapless.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One kept-alive HTTP/1.1 connection that sends prepared requests and reads whole answers: what is left of an HTTP client when it must
/// cost little. One request at a time.
public final class HttpLine implements AutoCloseable {
    private static final int TIMEOUT_MS = 60_000;
    private static final int BUFFER = 64 * 1024;
    private static final String LENGTH = "content-length:";

    private final Socket socket = new Socket();
    private final BufferedInputStream in;

    /// An answer.
    ///
    /// @param status HTTP status
    /// @param bytes of head and body as they came over the wire
    /// @param body may be empty
    @SuppressWarnings("ArrayRecordComponent") // Read once.
    public record Reply(int status, long bytes, byte[] body) {}

    /// Connects.
    public HttpLine(InetSocketAddress server) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(server, TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /// A `POST` of JSON, as it goes over the wire.
    ///
    /// @param token of the user who asks
    public static byte[] post(String path, String token, byte[] json) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + json.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(json, 0, request, head.length, json.length);
        return request;
    }

    /// A `GET` with one header more, as it goes over the wire.
    public static byte[] get(String path, String header, String value) {
        return ("GET " + path + " HTTP/1.1\r\nHost: bench\r\n" + header + ": " + value + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Sends a request and waits for the answer.
    public Reply ask(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String first = line();
        long bytes = first.length() + 2L;
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            bytes += header.length() + 2L;
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("answer: " + body.length + " bytes (expected: " + length + ")");
        }
        return new Reply(Integer.parseInt(first.split(" ")[1]), bytes + 2 + length, body);
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder(80);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("answer: the connection ended");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
