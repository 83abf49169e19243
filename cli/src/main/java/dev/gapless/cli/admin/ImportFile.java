package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.protocol.api.ImportMessages;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdempotencyKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// Messages from somewhere else in a file, one JSON object in a line. It is read twice: first all of it is looked at, so that a mistake in
/// the last line is told before the first message is sent.
final class ImportFile {
    private static final String KEY_PREFIX = "import-";

    private final Path file;
    private final Set<String> roots = new HashSet<>();
    private final Set<String> authors = new LinkedHashSet<>();
    private Optional<Instant> first = Optional.empty();
    private long messages;

    /// A line.
    ///
    /// @param id what `replyTo` of later lines names; the number of the line if left out
    /// @param user handle of who wrote it
    /// @param at ISO 8601 with offset
    /// @param text of the message
    /// @param replyTo id of the line that it answers
    record Line(Optional<String> id, String user, String at, String text, Optional<String> replyTo) {}

    /// A message of the file.
    ///
    /// @param number of its line, from 1
    /// @param id that replies name
    record Message(long number, String id, String user, Instant at, String text, Optional<String> replyTo) {
        ImportMessages.Message wire(Optional<Long> root) {
            return new ImportMessages.Message(KEY_PREFIX + id, user, at.toEpochMilli(), text, root);
        }
    }

    /// Gets one message after the other.
    interface Reader {
        void message(Message message);
    }

    private ImportFile(Path file) {
        this.file = file;
    }

    /// Looks at a file.
    ///
    /// @throws CliFailure `bad-line` naming the first line that is wrong
    static ImportFile check(Path file, Instant now) {
        ImportFile checked = new ImportFile(file);
        Set<String> ids = new HashSet<>();
        Set<String> replies = new HashSet<>();
        Instant[] last = {Instant.EPOCH};
        checked.read(message -> {
            if (message.at().isBefore(last[0])) {
                throw bad(message.number(), "at: " + message.at() + " (expected: " + last[0] + " or later, as the lines"
                        + " before)");
            }
            if (message.at().isAfter(now)) {
                throw bad(message.number(), "at: " + message.at() + " (expected: no time to come)");
            }
            if (!ids.add(message.id())) {
                throw bad(message.number(),
                        "id: " + message.id() + " is that of an earlier line too (expected: another)");
            }
            message.replyTo().ifPresent(root -> {
                if (!ids.contains(root) || root.equals(message.id())) {
                    throw bad(message.number(), "reply_to: " + root + " (expected: the id of an earlier line)");
                }
                if (replies.contains(root)) {
                    throw bad(message.number(), "reply_to: " + root + " is a reply itself (expected: the message that"
                            + " the thread began with)");
                }
                replies.add(message.id());
                checked.roots.add(root);
            });
            last[0] = message.at();
            checked.first = checked.first.or(() -> Optional.of(message.at()));
            checked.authors.add(message.user());
            checked.messages++;
        });
        if (checked.messages == 0) {
            throw new CliFailure(
                    ExitCode.USAGE, "bad-line", file + ": no line (expected: a message in each)",
                    "gapless channel import --help");
        }
        return checked;
    }

    /// When the first message was written.
    Instant first() {
        return first.orElseThrow();
    }

    /// Handles of who wrote, in the order of their first messages.
    Set<String> authors() {
        return authors;
    }

    long messages() {
        return messages;
    }

    /// True if a later line answers the one with this id.
    boolean answered(String id) {
        return roots.contains(id);
    }

    /// Reads all of it.
    void read(Reader reader) {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    reader.message(message(number, line));
                }
            }
        } catch (CharacterCodingException e) {
            throw unreadable("not UTF-8");
        } catch (IOException e) {
            throw unreadable("cannot be read");
        }
    }

    private static Message message(long number, String json) {
        Line line;
        try {
            line = ApiCodec.readStrict(json.getBytes(StandardCharsets.UTF_8), Line.class);
            Texts.checkMessage(line.text());
        } catch (GaplessException e) {
            throw bad(number, e.text());
        }
        String id = line.id().orElse(Long.toString(number));
        try {
            new IdempotencyKey(KEY_PREFIX + id);
        } catch (IllegalArgumentException e) {
            throw bad(number, "id: " + id + " (expected: 1 to " + (IdempotencyKey.MAX_LENGTH - KEY_PREFIX.length())
                    + " printable ASCII characters without blanks)");
        }
        return new Message(number, id, line.user(), time(number, line.at()), line.text(), line.replyTo());
    }

    private static Instant time(long number, String at) {
        try {
            return Instant.ofEpochMilli(OffsetDateTime.parse(at).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw bad(number, "at: " + at + " (expected: such as 2024-05-01T09:30:00Z)");
        }
    }

    private static CliFailure bad(long number, String what) {
        return new CliFailure(
                ExitCode.USAGE, "bad-line", "line " + number + ": " + what, "correct the line; nothing was sent");
    }

    private CliFailure unreadable(String why) {
        return new CliFailure(
                ExitCode.USAGE, "unreadable-file", file + ": " + why + " (expected: lines of JSON in UTF-8)",
                "check the path");
    }
}
