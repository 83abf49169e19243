package dev.gapless.control.operator;

import dev.gapless.control.ControlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one token that opens the admin API, kept in a file that only its owner can read. Whoever reads the file is an operator.
///
/// Immutable; any thread.
public final class OperatorToken {
    private static final Logger log = LoggerFactory.getLogger(OperatorToken.class);
    private static final String PREFIX = "gpo_";
    private static final int SECRET_BYTES = 32;
    private static final int MIN_LENGTH = 32;
    private static final int MAX_LENGTH = 200;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final byte[] hash;

    private OperatorToken(String text) {
        this.hash = hash(text);
    }

    /// Reads the token; makes a file with a new one if there is none.
    ///
    /// @param random a secure one
    /// @throws ControlException if the file cannot be read or made, or holds no token
    public static OperatorToken readOrCreate(Path file, RandomGenerator random) {
        try {
            if (!Files.exists(file)) {
                create(file, random);
            }
            warnIfOthersRead(file);
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
                throw new ControlException("control.operator-token-file: " + file + " holds " + text.length()
                        + " characters (expected: a token of " + MIN_LENGTH + " to " + MAX_LENGTH + ")");
            }
            return new OperatorToken(text);
        } catch (IOException e) {
            throw new ControlException(
                    "control.operator-token-file: " + file + " (expected: a file that can be read or made)", e);
        }
    }

    /// Compares in a time that does not depend on where the texts differ.
    public boolean matches(String presented) {
        return MessageDigest.isEqual(hash, hash(presented));
    }

    /// Writes aside first, so that nobody ever reads half a token; of two who make it at once, one wins and both read that.
    private static void create(Path file, RandomGenerator random) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + ": not a file");
        }
        Files.createDirectories(folder);
        Path making = Files.createTempFile(folder, ".operator", ".new", ownerOnly(folder));
        try {
            Files.writeString(making, text, StandardCharsets.UTF_8);
            Files.createLink(file, making);
        } catch (FileAlreadyExistsException e) {
            log.info("Operator token was made by somebody else file={}", file);
        } catch (UnsupportedOperationException e) {
            Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(making);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return posix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    private static void warnIfOthersRead(Path file) throws IOException {
        if (posix(file) && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
            log.warn("Operator token file is open to others; set its mode to 0600 file={}", file);
        }
    }

    private static boolean posix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }

    /// Without the token.
    @Override
    public String toString() {
        return "OperatorToken";
    }
}
