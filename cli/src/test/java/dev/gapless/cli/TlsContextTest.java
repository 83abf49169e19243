package dev.gapless.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gapless.protocol.tls.OwnAuthority;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.protocol.tls.TlsFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contexts whose servers have a certificate.
class TlsContextTest {
    private static final Duration LIFE = Duration.ofHours(1);

    @Test
    void believesTheAuthorityThatWasAddedAndNobodyElse(@TempDir Path directory) throws Exception {
        OwnAuthority authority = new OwnAuthority("Own", Instant.now(), LIFE, new Random(1));
        OwnAuthority.Issued issued = authority.issue(List.of("127.0.0.1"), Instant.now(), LIFE);
        Path believed = Files.writeString(directory.resolve("authority.pem"), authority.certificate());
        Path token = Files.writeString(directory.resolve("token"), "gpo_" + "A".repeat(43));
        ServerIdentity identity = ServerIdentity.open(
                new TlsFiles(
                        "control.tls",
                        Files.writeString(directory.resolve("server.pem"), issued.certificate()),
                        Optional.of(Files.writeString(directory.resolve("server.key"), issued.key())),
                        Optional.empty()),
                System::nanoTime,
                line -> {});
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
        server.createContext("/", exchange -> {
            byte[] body = "{\"shards\":[{\"name\":\"-\",\"share\":1000,\"reachable\":true}]}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            TestWorld world = new TestWorld(directory.resolve("home"));
            world.randoms = Random::new;
            String address = "https://127.0.0.1:" + server.getAddress().getPort();
            assertEquals(
                    0,
                    world.run("context", "add", "ops", "--admin", address, "--token-file", token.toString(), "--cacert",
                            believed.toString()),
                    world::err);
            assertEquals(0, world.run("shard", "map", "--as", "ops", "-o", "json"), world::err);
            assertTrue(world.out().contains("\"share\":1000"), world.out());

            assertEquals(0, world.run(
                    "context", "add", "naive", "--admin", address, "--token-file", token.toString()), world::err);
            assertEquals(ExitCode.UNREACHABLE.number(), world.run("shard", "map", "--as", "naive"), world::err);
            assertTrue(world.err().contains("certif") || world.err().contains("PKIX"), world.err());

            assertEquals(
                    ExitCode.USAGE.number(),
                    world.run("context", "add", "bad", "--admin", address, "--token-file", token.toString(), "--cacert",
                            token.toString()));
            assertTrue(world.err().contains("no certificate in it"), world.err());
        } finally {
            server.stop(0);
        }
    }
}
