package dev.gapless.protocol.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Whom a client believes. Any thread.
public final class Trust {
    private Trust() {}

    /// Believes those whom the certificates of a PEM file vouch for, and nobody else.
    ///
    /// @throws IllegalArgumentException if the file cannot be read or holds no certificate
    public static SSLContext in(Path file) {
        try {
            return of(PemFile.read(file).certificates());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read (expected: a PEM file of certificates)", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private static SSLContext of(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
