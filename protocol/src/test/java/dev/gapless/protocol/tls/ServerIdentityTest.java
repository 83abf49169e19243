package dev.gapless.protocol.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerIdentityTest {
    private static final String PASSWORD = "correct horse";
    /// A key that opens nothing, and the same as openssl encrypts it.
    private static final String PLAIN = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmHpJGH0XNI5N1ln8
            6mTwXl0fah2UGwK6Phg/RS9CqyKhRANCAAQyH9ktqs/4rxzGVjRFoC2wefMTbLXI
            Tq5sKY+Ig/lgITvp+6MClBwCJpJ9HoSiMOjZqRJMBD+IXN8FPOCfB3yc
            -----END PRIVATE KEY-----
            """;
    private static final String ENCRYPTED = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgHC4nhbwZvwQICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEOlXVhpNp9M5JidXVYFsxOEEgZDX
            n0zzI9KGG6JAtSowrMwJEjuy8SXHut6oc+IfCX6PjXvOGwtGdq2ankzYlngMsREY
            SN2+0t6Mqv9yUZ6rrTeq4A1TrdBhanBv2cENw+EiSheXba2NqcHGvb1FrW+visUi
            dRzW93iPSy1PhgDDQFL8GUPNOvVzPyf0gt0xzKdRay86kM4/4Gb8q/Ls4tJsvp8=
            -----END ENCRYPTED PRIVATE KEY-----
            """;
    private static final Duration LIFE = Duration.ofDays(2);

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final OwnAuthority authority = new OwnAuthority("Own", now, LIFE, new Random(1));
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> news = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;
    private Path certificate;
    private Path key;
    private SSLContext trust;

    @BeforeEach
    void issue() throws IOException {
        certificate = directory.resolve("server.pem");
        key = directory.resolve("server-key.pem");
        write(authority.issue(List.of("localhost", "127.0.0.1"), now, LIFE));
        trust = Trust.in(Files.writeString(directory.resolve("authority.pem"), authority.certificate()));
    }

    @Test
    void isBelievedByWhoBelievesItsAuthority() throws Exception {
        ServerIdentity identity = open(pem());
        assertEquals("CN=localhost", shown(identity, trust).getSubjectX500Principal().getName());
        assertEquals(now.plus(LIFE), identity.validUntil());
        assertThrows(SSLException.class, () -> shown(identity, SSLContext.getDefault()));
    }

    @Test
    void showsAnotherCertificateAfterTheFilesChanged() throws Exception {
        ServerIdentity identity = open(pem());
        X509Certificate first = shown(identity, trust);
        OwnAuthority.Issued next = authority.issue(List.of("localhost", "127.0.0.1"), now, LIFE.dividedBy(2));
        write(next);
        assertEquals(first, shown(identity, trust), "before it may look again");
        nanos.addAndGet(ServerIdentity.LOOK_EVERY.toNanos());
        assertFalse(first.equals(shown(identity, trust)));
        assertEquals(now.plus(LIFE.dividedBy(2)), identity.validUntil());
        assertEquals(1, news.size(), news::toString);
    }

    @Test
    void staysAsItWasWhileTheFilesMakeNoSense() throws Exception {
        ServerIdentity identity = open(pem());
        X509Certificate first = shown(identity, trust);
        OwnAuthority.Issued next = authority.issue(List.of("localhost", "127.0.0.1"), now, LIFE);
        Files.writeString(certificate, next.certificate());
        for (int i = 0; i < 3; i++) {
            nanos.addAndGet(ServerIdentity.LOOK_EVERY.toNanos());
            assertEquals(first, shown(identity, trust), "the key is still that of the first");
        }
        assertEquals(1, news.size(), news::toString);
        Files.delete(key);
        for (int i = 0; i < 3; i++) {
            nanos.addAndGet(ServerIdentity.LOOK_EVERY.toNanos());
            assertEquals(first, shown(identity, trust), "there is no key");
        }
        assertEquals(2, news.size(), news::toString);
        Files.writeString(key, next.key());
        nanos.addAndGet(ServerIdentity.LOOK_EVERY.toNanos());
        assertFalse(first.equals(shown(identity, trust)));
        assertTrue(news.getLast().contains("read again"), news::toString);
    }

    @Test
    void readsAnEncryptedKeyAndPkcs12() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        PemFile plain = PemFile.read(key);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", plain.key(new char[0]), PASSWORD.toCharArray(),
                PemFile.read(certificate).certificates().toArray(Certificate[]::new));
        Path both = directory.resolve("server.p12");
        try (OutputStream out = Files.newOutputStream(both)) {
            store.store(out, PASSWORD.toCharArray());
        }
        ServerIdentity ofStore =
                open(new TlsFiles("server.tls", both, Optional.empty(), Optional.of(password)));
        assertEquals("CN=localhost", shown(ofStore, trust).getSubjectX500Principal().getName());

        assertEquals(
                PemFile.read(Files.writeString(key, PLAIN)).key(new char[0]),
                PemFile.read(Files.writeString(key, ENCRYPTED)).key(PASSWORD.toCharArray()));
        assertTrue(refused(pem()).contains("password"), refused(pem()));
        Files.writeString(password, "wrong");
        String told = refused(new TlsFiles("server.tls", both, Optional.empty(), Optional.of(password)));
        assertTrue(told.startsWith("server.tls-certificate: ") && !told.contains("wrong"), told);
    }

    @Test
    void saysWhatIsWrongWithTheFiles() throws Exception {
        Files.writeString(key, authority.issue(List.of("localhost"), now, LIFE).key());
        assertTrue(refused(pem()).contains("not of this key"), refused(pem()));
        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertTrue(refused(pem()).contains("openssl pkcs8 -topk8"), refused(pem()));
        Files.writeString(key, "nothing");
        assertTrue(refused(pem()).contains("no key in it"), refused(pem()));
        Files.delete(certificate);
        assertTrue(refused(pem()).contains("no such file"), refused(pem()));
        assertThrows(IllegalArgumentException.class, () -> Trust.in(key));
        assertThrows(IllegalArgumentException.class, () -> Trust.in(certificate));
    }

    @Test
    void isConfiguredByThreeSettings() {
        TlsFiles.Keys keys = TlsFiles.Keys.of("server.tls", "the data plane");
        assertEquals(Optional.empty(), keys.from(Settings.of(Map.of())));
        assertEquals(
                Optional.of(new TlsFiles("server.tls", certificate, Optional.of(key), Optional.empty())),
                keys.from(Settings.of(Map.of(
                        "server.tls-certificate", certificate.toString(), "server.tls-key", key.toString()))));
        for (Map<String, String> wrong : List.of(
                Map.of("server.tls-certificate", "a.pem"),
                Map.of("server.tls-key", "a.pem"),
                Map.of("server.tls-certificate", "a.p12", "server.tls-key", "a.pem"))) {
            assertThrows(IllegalArgumentException.class, () -> keys.from(Settings.of(wrong)), wrong::toString);
        }
    }

    private TlsFiles pem() {
        return new TlsFiles("server.tls", certificate, Optional.of(key), Optional.empty());
    }

    private ServerIdentity open(TlsFiles files) {
        return ServerIdentity.open(files, nanos::get, news::add);
    }

    private String refused(TlsFiles files) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> open(files)).getMessage());
    }

    private void write(OwnAuthority.Issued issued) throws IOException {
        Files.writeString(certificate, issued.certificate());
        Files.writeString(key, issued.key());
    }

    /// The certificate that a client sees in a handshake, after it has checked name and authority. Each has a port of its own, so no
    /// session is resumed.
    private static X509Certificate shown(ServerIdentity identity, SSLContext trust) throws Exception {
        try (SSLServerSocket server = (SSLServerSocket) identity.context()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread accepting = Thread.ofVirtual().start(() -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                    socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    server.getLocalPort(); // the client did not believe it
                }
            });
            try (SSLSocket client = (SSLSocket) trust.getSocketFactory()
                    .createSocket("127.0.0.1", server.getLocalPort())) {
                SSLParameters parameters = client.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                client.setSSLParameters(parameters);
                client.startHandshake();
                X509Certificate shown = (X509Certificate) client.getSession().getPeerCertificates()[0];
                client.getInputStream().readAllBytes();
                accepting.join(Duration.ofSeconds(30));
                return shown;
            }
        }
    }
}
