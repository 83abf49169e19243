package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.gapless.devstack.process.HttpProbe;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.tls.ServerIdentity;
import dev.gapless.protocol.tls.TlsFiles;
import dev.gapless.protocol.tls.Trust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTlsTest {
    @Test
    void vouchesForPortsOfThisStartOnly(@TempDir Path directory) throws Exception {
        StackTls before = StackTls.issue(directory.resolve("before"), Instant.now(), new Random(1));
        StackTls tls = StackTls.issue(directory.resolve("now"), Instant.now(), new Random(2));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(tls.key())));
        TlsFiles files =
                TlsFiles.Keys.of("server.tls", "a port").from(Settings.of(tls.port("server.tls"))).orElseThrow();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setHttpsConfigurator(new HttpsConfigurator(
                ServerIdentity.open(files, System::nanoTime, line -> {}).context()));
        server.createContext("/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            URI ready = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/health/ready");
            assertTrue(new HttpProbe(Trust.in(tls.authority())).answersOk(ready));
            assertFalse(new HttpProbe(Trust.in(before.authority())).answersOk(ready));
            assertFalse(new HttpProbe().answersOk(ready));
        } finally {
            server.stop(0);
        }
    }
}
