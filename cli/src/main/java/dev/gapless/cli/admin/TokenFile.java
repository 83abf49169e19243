package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Writes a token into a new file that only its owner reads.
final class TokenFile {
    private TokenFile() {}

    static void write(Path file, String token) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, token + "\n");
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED, "token-file", "token-file: " + file + " cannot be made (expected: a new file)",
                    "revoke the token that was made, and choose another file");
        }
    }
}
