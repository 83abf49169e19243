package dev.gapless.control.export;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.export.ExportFile;
import dev.gapless.schema.export.ExportFileTable;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Gathers the lines of one slice of an export into files. One thread.
final class ExportLines {
    /// A file ends with the line that takes it over this. It goes to whoever fetches it as one string of at most a megabyte, which leaves a
    /// quarter of one for that line.
    static final int FILE_BYTES = 768 << 10;

    private final Map<Kind, Open> open = new EnumMap<>(Kind.class);
    private final List<ExportFileTable.Content> done = new ArrayList<>();
    private long number;

    /// What the lines of a file are, in the order of the files of a slice: a channel comes behind its events.
    enum Kind {
        USERS,
        EVENTS,
        MEMBERS,
        CHANNELS,
        CURSORS;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final class Open {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long lines;
    }

    /// @param before number of the last file that is there
    ExportLines(long before) {
        this.number = before;
    }

    void add(Kind kind, Object line) {
        Open file = open.computeIfAbsent(kind, each -> new Open());
        file.bytes.writeBytes(ApiCodec.write(line));
        file.bytes.write('\n');
        file.lines++;
        if (file.bytes.size() >= FILE_BYTES) {
            end(kind, file);
            open.remove(kind);
        }
    }

    /// Bytes gathered so far.
    long bytes() {
        return open.values().stream().mapToLong(file -> file.bytes.size()).sum()
                + done.stream().mapToLong(file -> file.file().bytes()).sum();
    }

    /// The files, each with its number.
    List<ExportFileTable.Content> end() {
        open.forEach(this::end);
        open.clear();
        return List.copyOf(done);
    }

    private void end(Kind kind, Open file) {
        number++;
        done.add(file(number, kind.text() + ".jsonl", file.lines, file.bytes.toByteArray()));
    }

    /// A file with its facts.
    static ExportFileTable.Content file(long number, String name, long lines, byte[] content) {
        return new ExportFileTable.Content(
                new ExportFile(number, "%06d-%s".formatted(number, name), lines, content.length, sha256(content)),
                content);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }
}
