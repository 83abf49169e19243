package dev.gapless.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/// How long the disk takes to make 16 KiB durable, with nothing else going on: no acknowledged send can be faster, and its slow
/// tail is in every other tail that is measured there.
final class DiskFlush {
    private static final int BYTES = 16 * 1024;
    private static final int PLACES = 512;
    private static final int FLUSHES = 2_000;
    private static final long MAX_MICROS = 60_000_000L;

    private DiskFlush() {}

    /// Writes over a small file in turn, a flush after each write.
    ///
    /// @param directory on the disk to be measured; the file in it is removed again
    /// @return microseconds per write and flush
    static Histogram measure(Path directory) {
        Histogram histogram = new Histogram(MAX_MICROS, 3);
        try {
            Path file = Files.createTempFile(directory, "flush", ".tmp");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer block = ByteBuffer.allocateDirect(BYTES);
                for (int i = 0; i < PLACES; i++) {
                    channel.write(block.rewind(), (long) i * BYTES);
                }
                channel.force(true);
                for (int i = 0; i < FLUSHES; i++) {
                    long start = System.nanoTime();
                    channel.write(block.rewind(), (long) (i % PLACES) * BYTES);
                    channel.force(false);
                    histogram.recordValue(Math.clamp((System.nanoTime() - start) / 1000, 0, MAX_MICROS));
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return histogram;
    }
}
