package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads a message from standard input, never more than a message may hold.
public final class MessageInput {
    private MessageInput() {}

    /// All of the input as one text, without the line feed at its end.
    ///
    /// @throws CliFailure `text-too-large` or `invalid-utf8`
    public static String read(InputStream in) {
        try {
            byte[] bytes = in.readNBytes(Limits.TEXT_BYTES + 2);
            String text = decode(bytes, bytes.length);
            String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            if (whole.getBytes(StandardCharsets.UTF_8).length > Limits.TEXT_BYTES) {
                throw tooLarge();
            }
            return whole;
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.FAILED, "no-input", "standard input: " + e.getMessage(), "give the text as an argument");
        }
    }

    private static String decode(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException e) {
            if (length > Limits.TEXT_BYTES) {
                throw tooLarge(); // cut in the middle of a character
            }
            throw CliFailure.of(ErrorCode.INVALID_UTF8, "standard input: not UTF-8 (expected: text in UTF-8)");
        }
    }

    private static CliFailure tooLarge() {
        return CliFailure.of(
                ErrorCode.TEXT_TOO_LARGE,
                "standard input: more than " + Limits.TEXT_BYTES + " bytes (expected: 1 to " + Limits.TEXT_BYTES + ")")
                .withNext("--lines sends each line as a message of its own");
    }
}
