package dev.gapless.devstack.mariadb;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Copies a directory and leaves holes where the source has only zeros: an empty data directory of MariaDB says 139 MB and holds 4.
final class SparseCopy {
    private static final int BLOCK_BYTES = 16 << 10;

    private SparseCopy() {}

    /// @param target must not exist
    static void copy(Path source, Path target) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(source)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Path copy = target.resolve(source.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectory(copy);
            } else {
                copyFile(path, copy);
            }
        }
    }

    private static void copyFile(Path source, Path target) throws IOException {
        byte[] zeros = new byte[BLOCK_BYTES];
        byte[] block = new byte[BLOCK_BYTES];
        try (var in = new RandomAccessFile(source.toFile(), "r");
                var out = new RandomAccessFile(target.toFile(), "rw")) {
            out.setLength(in.length());
            long position = 0;
            for (int read = in.read(block); read > 0; read = in.read(block)) {
                if (!Arrays.equals(block, 0, read, zeros, 0, read)) {
                    out.seek(position);
                    out.write(block, 0, read);
                }
                position += read;
            }
        }
    }
}
