package dev.gapless.protocol.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificate that a port shows. A handshake looks at the files, at most once in [#LOOK_EVERY]; if they changed, they are read
/// again, and handshakes from then on show the new certificate. Files that make no sense, say since only one of two is written yet,
/// change nothing but are told of once. Open connections go on. Any thread.
public final class ServerIdentity {
    /// How old an answer may be to whether the files changed.
    public static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final String PROTOCOL = "TLS";
    private static final byte[] PROOF = "does this key belong to this certificate".getBytes(StandardCharsets.US_ASCII);

    private final TlsFiles files;
    private final LongSupplier nanos;
    private final Consumer<String> news;
    private final SSLContext context;
    private volatile Shown shown;
    /// The one before, for handshakes that have begun. Mutated only under this object's lock, as the fields below.
    private volatile @Nullable Shown before;
    private List<Object> seen;
    private volatile long lookedNanos;

    /// A certificate with its key.
    ///
    /// @param alias names this pair, never another one
    private record Shown(String alias, PrivateKey key, List<X509Certificate> chain) {}

    private ServerIdentity(TlsFiles files, LongSupplier nanos, Consumer<String> news)
            throws IOException, GeneralSecurityException {
        this.files = files;
        this.nanos = nanos;
        this.news = news;
        this.seen = signature();
        this.shown = load(files, 1);
        this.lookedNanos = nanos.getAsLong();
        this.context = SSLContext.getInstance(PROTOCOL);
        context.init(new KeyManager[] {new Keys()}, null, null);
    }

    /// Reads the files.
    ///
    /// @param nanos a monotonic clock
    /// @param news hears, a line each, when another certificate is shown, and why one is not
    /// @throws IllegalArgumentException if they cannot be used, naming the setting
    public static ServerIdentity open(TlsFiles files, LongSupplier nanos, Consumer<String> news) {
        try {
            return new ServerIdentity(files, nanos, news);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    files.setting() + "-certificate: " + reason(e) + " (expected: a certificate and its key)", e);
        }
    }

    /// What a server listens with.
    public SSLContext context() {
        return context;
    }

    /// Until when what is shown is valid.
    public Instant validUntil() {
        return now().chain().getFirst().getNotAfter().toInstant();
    }

    /// The same in seconds since 1970, as a metric; NaN where there is no certificate.
    public static double validUntilSeconds(Optional<ServerIdentity> identity) {
        return identity.map(shown -> (double) shown.validUntil().getEpochSecond()).orElse(Double.NaN);
    }

    private Shown now() {
        if (nanos.getAsLong() - lookedNanos >= LOOK_EVERY.toNanos()) {
            look();
        }
        return shown;
    }

    private synchronized void look() {
        if (nanos.getAsLong() - lookedNanos < LOOK_EVERY.toNanos()) {
            return;
        }
        lookedNanos = nanos.getAsLong();
        try {
            List<Object> found = signature();
            if (found.equals(seen)) {
                return;
            }
            seen = found;
            int number = Integer.parseInt(shown.alias().substring(1)) + 1;
            Shown next = load(files, number);
            before = shown;
            shown = next;
            news.accept("certificate read again: " + files.certificate() + ", valid until "
                    + next.chain().getFirst().getNotAfter().toInstant());
        } catch (IOException | GeneralSecurityException e) {
            List<Object> broken = List.of(reason(e));
            if (!broken.equals(seen)) {
                if (e instanceof IOException) {
                    seen = broken;
                }
                news.accept("certificate stays as it was, the files cannot be used: " + reason(e));
            }
        }
    }

    /// What shows that a file is another one: its time, size and number.
    private List<Object> signature() throws IOException {
        List<Object> signature = new ArrayList<>();
        List<Path> all = new ArrayList<>(List.of(files.certificate()));
        files.key().ifPresent(all::add);
        files.passwordFile().ifPresent(all::add);
        for (Path file : all) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            signature.add(attributes.lastModifiedTime());
            signature.add(attributes.size());
            signature.add(String.valueOf(attributes.fileKey()));
        }
        return signature;
    }

    private static Shown load(TlsFiles files, int number) throws IOException, GeneralSecurityException {
        char[] password = files.passwordFile().isPresent()
                ? Files.readString(files.passwordFile().get()).strip().toCharArray() : new char[0];
        String alias = "k" + number;
        Shown loaded = files.keyStore()
                ? ofKeyStore(files, password, alias)
                : new Shown(
                        alias,
                        PemFile.read(files.key().orElseThrow()).key(password),
                        PemFile.read(files.certificate()).certificates());
        requireOneAnother(files, loaded);
        return loaded;
    }

    private static Shown ofKeyStore(TlsFiles files, char[] password, String alias)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Files.readAllBytes(files.certificate())), password);
        for (String name : Collections.list(store.aliases())) {
            if (store.getKey(name, password) instanceof PrivateKey key) {
                Certificate[] chain = store.getCertificateChain(name);
                return new Shown(
                        alias, key, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
            }
        }
        throw new GeneralSecurityException(
                files.certificate() + ": no key in it (expected: PKCS #12 with key and chain)");
    }

    private static void requireOneAnother(TlsFiles files, Shown pair) throws GeneralSecurityException {
        String algorithm = switch (pair.key().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> pair.key().getAlgorithm();
        };
        X509Certificate certificate = pair.chain().getFirst();
        Signature sign = Signature.getInstance(algorithm);
        boolean fits;
        try {
            sign.initSign(pair.key());
            sign.update(PROOF);
            byte[] proof = sign.sign();
            sign.initVerify(certificate.getPublicKey());
            sign.update(PROOF);
            fits = sign.verify(proof);
        } catch (GeneralSecurityException e) {
            fits = false;
        }
        if (!fits) {
            throw new GeneralSecurityException(
                    files.certificate() + ": not of this key (expected: a certificate for " + files.key().map(
                            Path::toString).orElse("its key") + ")");
        }
    }

    /// Says nothing of passwords: the JDK's messages do not.
    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof java.nio.file.NoSuchFileException ? message + ": no such file" : message;
    }

    /// Answers the JDK's questions in a handshake: first for a name, then for chain and key of that name.
    private final class Keys extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return choose(keyType);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return choose(keyType);
        }

        private @Nullable String choose(String keyType) {
            Shown now = now();
            String own = now.key().getAlgorithm();
            boolean fits = keyType.equals(own) || keyType.startsWith("EC_") && own.equals("EC")
                    || keyType.equals("EdDSA") && own.startsWith("Ed")
                    || keyType.equals("RSASSA-PSS") && own.equals("RSA");
            return fits ? now.alias() : null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return find(alias).map(pair -> pair.chain().toArray(X509Certificate[]::new)).orElse(null);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return find(alias).map(Shown::key).orElse(null);
        }

        private Optional<Shown> find(String alias) {
            Shown now = shown;
            Shown last = before;
            return alias.equals(now.alias())
                    ? Optional.of(now)
                    : Optional.ofNullable(last).filter(pair -> alias.equals(pair.alias()));
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            String alias = choose(keyType);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
