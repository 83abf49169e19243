package dev.gapless.control;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.testing.AdminDocument;
import dev.gapless.control.testing.AdminDocument.Operation;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.control.testing.RunningControl.Reply;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that are made at random from the document, with wrong types, sizes, encodings and ids: each is answered, and none as if the
/// server were at fault.
class AdminRandomRequestsIT {
    private static final int EACH = 60;
    private static final List<String> TEXTS = List.of(
            "", " ", "x", "here", "active", "hard", "owner", "sends", "user", "0", "-1", "1e9", "9223372036854775808",
            "null",
            "\u0000", "\t\r\n", "ä€😀", "\ud800", "'; DROP TABLE workspace; --", "../..", "%00", "a".repeat(64),
            "ß".repeat(300),
            "W0000000000001", "U0000000000001", "K0000000000001", "UZZZZZZZZZZZZZZ", "each-user", "workspace");
    private static final List<String> VALUES = List.of(
            "null", "true", "0", "-1", "1", "1.5", "1e400", "9223372036854775807", "9223372036854775808", "{}", "[]",
            "[1,\"a\",null]", "{\"a\":{\"b\":[]}}", "\"\\u0000\"", "\"\\ud800\"", "[[[[[[[[[[[]]]]]]]]]]]");

    private final Random random = new Random(5);

    @Test
    void answersWhatMakesNoSenseWithoutFailing(@TempDir Path directory) {
        try (RunningControl control = RunningControl.start(directory)) {
            control.workspace("here");
            CreatedUser ada = control.user("here", "ada", "person", "owner");
            List<String> tokens = List.of(
                    control.operator(), control.operator(), control.operator(),
                    control.token("here", "ada", "admin").token(), ada.token(), "", "gpl_x", "x".repeat(5_000));
            int refused = 0;
            int asked = 0;
            for (Operation operation : AdminDocument.read().operations()) {
                for (int i = 0; i < EACH; i++) {
                    String path = path(operation, ada.user().id().text()) + query(operation);
                    byte[] body = operation.method().equals("GET") ? new byte[0] : body(operation);
                    String key = random.nextInt(4) == 0 ? "key " + random.nextInt(20) : "";
                    Reply reply = control.call(one(tokens), operation.method(), path, body, key);
                    String what =
                            operation.method() + " " + path + " " + new String(body, StandardCharsets.UTF_8) + ": "
                                    + reply.status() + " " + reply.text();
                    assertTrue(reply.status() < 500, what);
                    if (reply.status() >= 400) {
                        assertNotEquals("internal", ApiCodec.read(reply.response().body(), Problem.class).code(), what);
                        refused++;
                    }
                    asked++;
                }
            }
            assertTrue(refused > asked / 2 && refused < asked, refused + " of " + asked + " were refused");
        }
    }

    private String path(Operation operation, String user) {
        Map<String, String> right = Map.of(
                "workspace", "here", "user", user, "token", "K0000000000001", "dimension", "sends", "seq", "1",
                "gateway", "1",
                "channel",
                "C0000000000001");
        String path = operation.path();
        for (Map.Entry<String, String> parameter : right.entrySet()) {
            String value = random.nextInt(3) == 0 ? encoded(one(TEXTS)) : parameter.getValue();
            path = path.replace("{" + parameter.getKey() + "}", value.isEmpty() ? "%20" : value);
        }
        return path;
    }

    private String query(Operation operation) {
        List<String> parts = new ArrayList<>();
        for (String name : operation.query()) {
            if (operation.required().contains(name) ? random.nextInt(5) > 0 : random.nextInt(4) == 0) {
                parts.add(name + "=" + encoded(one(TEXTS)));
            }
        }
        switch (random.nextInt(12)) {
            case 0 -> parts.add("unknown=1");
            case 1 -> parts.add("=");
            case 2 -> parts.add("limit=%ff&limit=2");
            default -> {}
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private byte[] body(Operation operation) {
        return switch (random.nextInt(10)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
            case 2 -> "{".repeat(1 + random.nextInt(3_000)).getBytes(StandardCharsets.UTF_8);
            case 3 -> ("{\"reason\":\"" + "x".repeat(random.nextInt(200_000)) + "\"}").getBytes(StandardCharsets.UTF_8);
            case 4 -> one(VALUES).getBytes(StandardCharsets.UTF_8);
            default -> fields(operation).getBytes(StandardCharsets.UTF_8);
        };
    }

    private String fields(Operation operation) {
        return operation.fields().stream()
                .filter(name -> random.nextInt(4) > 0)
                .map(name -> "\"" + name + "\":" + (random.nextInt(3) == 0 ? one(VALUES) : quoted(one(TEXTS))))
                .collect(Collectors.joining(",", "{", random.nextInt(10) == 0 ? ",\"unknown\":1}" : "}"));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> quoted.append(c < ' ' || c == '"' || c > '~' ? "\\u%04x".formatted(c) : (char) c));
        return quoted.append('"').toString();
    }

    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(one));
        }
        return encoded.toString();
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
