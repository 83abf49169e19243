package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.export.ExportFile;
import dev.gapless.protocol.export.ExportManifest;
import dev.gapless.protocol.export.ExportedChannel;
import dev.gapless.protocol.export.ExportedEvent;
import dev.gapless.protocol.id.ChannelId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Proves that an export in a directory is whole: its files have the hashes of the manifest, and each channel's events are all there, in
/// order, with the ordinals that they must have. One thread.
final class ExportCheck {
    /// Faults that are told; more are only counted by the exit code.
    private static final int MAX_FAULTS = 100;

    private final Path directory;
    private final List<String> faults = new ArrayList<>();
    private final Map<ChannelId, Log> logs = new HashMap<>();
    private long channels;
    private long events;

    private ExportCheck(Path directory) {
        this.directory = directory;
    }

    /// What came out.
    ///
    /// @param whole true if nothing is wrong
    /// @param files that the manifest names
    /// @param channels whose logs were checked
    /// @param events in them
    /// @param manifest its SHA-256
    /// @param faults what is wrong
    record Verdict(boolean whole, long files, long channels, long events, String manifest, List<String> faults) {}

    /// How far a channel's events were seen.
    private static final class Log {
        private long first;
        private long seq;
        private long ordinal;
    }

    /// @throws CliFailure if there is no manifest
    static Verdict of(Path directory) {
        try {
            return new ExportCheck(directory).check();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The manifest of the export in a directory.
    ///
    /// @throws CliFailure if there is none
    static Path manifest(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> found = files.filter(file -> file.toString().endsWith(ExportManifest.NAME)).toList();
                if (found.size() == 1) {
                    return found.getFirst();
                }
            }
        }
        throw CliFailure.usage(
                "DIR: " + directory + " has no manifest (expected: a directory with one export)",
                "gapless export download fetches one");
    }

    private Verdict check() throws IOException {
        byte[] text = Files.readAllBytes(manifest(directory));
        ExportManifest manifest = ApiCodec.read(text, ExportManifest.class);
        for (ExportFile file : manifest.files()) {
            file(file);
        }
        logs.forEach((channel, log) -> fault(channel + ": events, and no line of the channel"));
        if (manifest.counts().getOrDefault("events", 0L) != events) {
            fault("events: " + events + " (expected: " + manifest.counts().getOrDefault("events", 0L) + ")");
        }
        return new Verdict(
                faults.isEmpty(), manifest.files().size(), channels, events, sha256(text), List.copyOf(faults));
    }

    private void file(ExportFile file) throws IOException {
        Path path = directory.resolve(file.name());
        if (!Files.exists(path)) {
            fault(file.name() + ": missing");
            return;
        }
        byte[] content = Files.readAllBytes(path);
        if (!sha256(content).equals(file.sha256())) {
            fault(file.name() + ": changed since it was made");
            return;
        }
        if (!file.name().endsWith("events.jsonl") && !file.name().endsWith("channels.jsonl")) {
            return;
        }
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
            byte[] json = line.getBytes(StandardCharsets.UTF_8);
            if (file.name().endsWith("events.jsonl")) {
                event(ApiCodec.read(json, ExportedEvent.class));
            } else {
                channel(ApiCodec.read(json, ExportedChannel.class));
            }
        }
    }

    private void event(ExportedEvent event) {
        events++;
        Log log = logs.computeIfAbsent(event.channel(), channel -> new Log());
        if (log.seq == 0) {
            log.first = event.seq();
        } else if (event.seq() != log.seq + 1) {
            fault(event.channel() + ": seq " + event.seq() + " (expected: " + (log.seq + 1) + ")");
        } else if (event.ordinal() != log.ordinal && event.ordinal() != log.ordinal + 1) {
            fault(event.channel() + ": ordinal " + event.ordinal() + " at seq " + event.seq() + " (expected: "
                    + log.ordinal + " or one more)");
        }
        log.seq = event.seq();
        log.ordinal = event.ordinal();
    }

    /// A channel's line comes behind its events.
    private void channel(ExportedChannel channel) {
        channels++;
        Log log = logs.remove(channel.id());
        boolean empty = channel.first() > channel.head();
        boolean right = log == null
                ? empty
                : log.first == channel.first() && log.seq == channel.head() && log.ordinal == channel.ordinal();
        if (!right) {
            fault(channel.id() + ": " + (log == null ? "no events" : "seq " + log.first + " to " + log.seq)
                    + " (expected: " + channel.first() + " to " + channel.head() + ", ordinal " + channel.ordinal()
                    + ")");
        }
    }

    private void fault(String what) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(what);
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }
}
