package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInCommandTest {
    private static final String ID_TOKEN = "header.payload.signature";
    private static final String ACCESS_TOKEN = "gpl_W0000000000001_" + "A".repeat(43);

    @Test
    void keepsTheAccessTokenAsAContextAndTheIdTokenNowhere(@TempDir Path directory) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/admin/v1/sign-in", exchange -> {
            asked.add(exchange.getRequestMethod() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = """
                    {"user":{"id":"U0000000000002","handle":"ada","display_name":"Ada","kind":"person","role":"owner"},
                     "token":"%s",
                     "detail":{"id":"K0000000000003","user":"U0000000000002","label":"sign-in","scopes":["user"],
                               "state":"valid","created_ms":0,"expires_ms":3600000}}
                    """.formatted(ACCESS_TOKEN).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            TestWorld world = new TestWorld(directory.resolve("home"));
            world.randoms = Random::new;
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            Path idToken = Files.writeString(directory.resolve("id"), ID_TOKEN + "\n");
            assertEquals(
                    0,
                    world.run("sign-in", "work", "--admin", address, "--server", "http://127.0.0.1:1", "--workspace",
                            "acme", "--id-token-file", idToken.toString()),
                    world::err);
            assertEquals("signed in as @ada until 1970-01-01T01:00:00Z\n", world.out());
            assertEquals(
                    List.of("POST {\"token\":\"" + ID_TOKEN + "\",\"workspace\":\"acme\",\"scopes\":[\"user\"]}"),
                    asked);
            Path contexts = directory.resolve("home/.config/gapless/contexts");
            assertEquals(ACCESS_TOKEN + "\n", Files.readString(contexts.resolve("work.token")));
            String context = Files.readString(contexts.resolve("work.json"));
            assertTrue(context.contains("\"handle\":\"ada\"") && context.contains("\"workspace\":\"acme\""), context);
            assertFalse(context.contains(ID_TOKEN) || context.contains("admin\":\"http"), context);

            assertEquals(
                    0,
                    world.runWith(ID_TOKEN, "sign-in", "boss", "--admin", address, "--workspace", "acme", "--scope",
                            "admin", "--id-token-file", "-"),
                    world::err);
            assertTrue(Files.readString(contexts.resolve("boss.json")).contains("\"admin\":\"" + address));
            assertEquals(
                    2,
                    world.run("sign-in", "work", "--admin", address, "--workspace", "acme", "--id-token-file",
                            idToken.toString()));
            assertTrue(world.err().contains("--server"), world.err());
        } finally {
            server.stop(0);
        }
    }
}
