package dev.gapless.protocol.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Reads PEM (RFC 7468): certificates, and private keys in PKCS #8, also encrypted ones.
final class PemFile {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    /// A file longer than this is no list of certificates.
    private static final long MAX_BYTES = 4 * 1024 * 1024;

    private final Path file;
    private final String text;

    private PemFile(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /// @throws IOException if it cannot be read
    static PemFile read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": too large (expected: at most " + MAX_BYTES + " bytes of PEM)");
        }
        return new PemFile(file, Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /// Its certificates, in the order of the file.
    ///
    /// @throws GeneralSecurityException if there is none, or one is broken
    List<X509Certificate> certificates() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals("CERTIFICATE")) {
                found.add((X509Certificate) factory.generateCertificate(
                        new ByteArrayInputStream(decoded(block.group(2)))));
            }
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException(file + ": no certificate in it (expected: PEM with BEGIN CERTIFICATE)");
        }
        return found;
    }

    /// Its key.
    ///
    /// @param password empty for none
    /// @throws GeneralSecurityException if there is none that can be read
    PrivateKey key(char[] password) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            switch (block.group(1)) {
                case "PRIVATE KEY" -> {
                    return key(new PKCS8EncodedKeySpec(decoded(block.group(2))));
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(decrypted(decoded(block.group(2)), password));
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> throw new GeneralSecurityException(
                        file + ": " + block.group(1) + " (expected: PKCS #8, made by `openssl pkcs8 -topk8 -nocrypt`)");
                default -> {}
            }
        }
        throw new GeneralSecurityException(file + ": no key in it (expected: PEM with BEGIN PRIVATE KEY)");
    }

    private PrivateKey key(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
        GeneralSecurityException unknown = new GeneralSecurityException(
                file + ": unknown kind of key (expected: one of " + KEY_ALGORITHMS + ")");
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                unknown.addSuppressed(e);
            }
        }
        throw unknown;
    }

    private PKCS8EncodedKeySpec decrypted(byte[] encoded, char[] password) throws GeneralSecurityException {
        if (password.length == 0) {
            throw new GeneralSecurityException(file + ": encrypted (expected: a password file beside it)");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encoded);
            String algorithm = info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                    info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (IOException e) {
            throw new GeneralSecurityException(file + ": broken key", e);
        }
    }

    private byte[] decoded(String base64) throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + ": no base 64 in it (expected: PEM)", e);
        }
    }
}
