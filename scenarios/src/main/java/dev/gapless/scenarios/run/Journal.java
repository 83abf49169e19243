package dev.gapless.scenarios.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What the run itself did: phases, faults, heals, probes. One JSON object per line in `journal.jsonl`. Any thread may call.
final class Journal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter file;
    private final RunClock clock;
    private final Consumer<String> progress;
    private final List<Entry> entries = new ArrayList<>();

    /// One line.
    ///
    /// @param atMicros since the load began
    /// @param what such as `phase` or `fault.injected`
    /// @param id of a fault or phase
    record Entry(long atMicros, String what, String id, String detail) {}

    Journal(Path path, RunClock clock, Consumer<String> progress) {
        this.clock = clock;
        this.progress = progress;
        try {
            this.file = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void note(String what, String id, String detail) {
        long now = clock.micros();
        entries.add(new Entry(now, what, id, detail));
        ObjectNode node = JSON.createObjectNode();
        node.put("at_ms", now / 1000).put("what", what).put("id", id).put("detail", detail);
        try {
            file.write(node.toString());
            file.newLine();
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        progress.accept(what + (id.isEmpty() ? "" : " " + id) + (detail.isEmpty() ? "" : ": " + detail));
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
