package dev.gapless.protocol.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/// An authority that makes certificates (X.509 v3, P-256) for servers on one machine, to be believed by whoever is given its own. Not
/// for an installation that others use: nobody vouches for it, and it takes nothing back. Its key is never written down. Any thread.
public final class OwnAuthority {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final byte[] ECDSA_SHA256 = oid(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02);
    /// UTCTime, which has two digits for the year.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int SERIAL_BITS = 120;

    private final String name;
    private final KeyPair pair;
    private final X509Certificate certificate;
    private final RandomGenerator random;

    /// A certificate and its key, as PEM. The key stays out of messages.
    ///
    /// @param certificate PEM
    /// @param key PEM, PKCS #8
    public record Issued(String certificate, String key) {
        @Override
        public String toString() {
            return "Issued[" + certificate + "]";
        }
    }

    /// @param name what people see of it
    /// @param from its certificate is valid from then
    /// @param life and for so long
    /// @param random for serial numbers
    public OwnAuthority(String name, Instant from, Duration life, RandomGenerator random) {
        this.name = name;
        this.random = random;
        this.pair = newPair();
        byte[] authority = extension(new int[] {0x55, 0x1D, 0x13}, sequence(tlv(0x01, new byte[] {(byte) 0xFF})));
        this.certificate = sign(name, pair, from, life, authority);
    }

    /// Its own certificate, as PEM.
    public String certificate() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /// A certificate for a server.
    ///
    /// @param hosts names and addresses it is valid for; the first is its name
    public Issued issue(List<String> hosts, Instant from, Duration life) {
        KeyPair server = newPair();
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        hosts.forEach(host -> names.writeBytes(generalName(host)));
        byte[] alternatives = extension(new int[] {0x55, 0x1D, 0x11}, tlv(0x30, names.toByteArray()));
        X509Certificate issued = sign(hosts.getFirst(), server, from, life, alternatives);
        return new Issued(
                pem("CERTIFICATE", encoded(issued)), pem("PRIVATE KEY", server.getPrivate().getEncoded()));
    }

    private X509Certificate sign(String subject, KeyPair of, Instant from, Duration life, byte[] extension) {
        byte[] serial = new BigInteger(SERIAL_BITS, new java.util.Random(random.nextLong())).setBit(1).toByteArray();
        byte[] body = sequence(
                tlv(0xA0, tlv(0x02, new byte[] {2})),
                tlv(0x02, serial),
                sequence(ECDSA_SHA256),
                distinguished(name),
                sequence(time(from), time(from.plus(life))),
                distinguished(subject),
                of.getPublic().getEncoded(),
                tlv(0xA3, sequence(extension)));
        try {
            Signature signature = Signature.getInstance(SIGNATURE);
            PrivateKey key = pair.getPrivate();
            signature.initSign(key);
            signature.update(body);
            byte[] signed = signature.sign();
            byte[] bits = new byte[signed.length + 1];
            System.arraycopy(signed, 0, bits, 1, signed.length);
            byte[] whole = sequence(body, sequence(ECDSA_SHA256), tlv(0x03, bits));
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificate: not made (expected: P-256 in every JDK)", e);
        }
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key: not made (expected: P-256 in every JDK)", e);
        }
    }

    /// An address is told as its bytes, anything else as a DNS name.
    private static byte[] generalName(String host) {
        return host.matches("[0-9.]+|.*:.*")
                ? tlv(0x87, InetAddress.ofLiteral(host).getAddress())
                : tlv(0x82, host.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] distinguished(String commonName) {
        byte[] attribute = sequence(
                oid(0x55, 0x04, 0x03), tlv(0x0C, commonName.getBytes(StandardCharsets.UTF_8)));
        return sequence(tlv(0x31, attribute));
    }

    private static byte[] extension(int[] id, byte[] value) {
        return sequence(oid(id), tlv(0x01, new byte[] {(byte) 0xFF}), tlv(0x04, value));
    }

    private static byte[] time(Instant at) {
        return tlv(0x17, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(int... bytes) {
        byte[] value = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            value[i] = (byte) bytes[i];
        }
        return tlv(0x06, value);
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return tlv(0x30, all.toByteArray());
    }

    /// DER: tag, length, value.
    private static byte[] tlv(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else if (value.length <= 0xFF) {
            out.write(0x81);
            out.write(value.length);
        } else {
            out.write(0x82);
            out.write(value.length >> 8);
            out.write(value.length);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificate: not encoded", e);
        }
    }

    private static String pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
