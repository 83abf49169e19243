package dev.gapless.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What the kernel says about the machine's processor time between two looks at `/proc/stat`: how much of it the hypervisor gave to
/// other guests. A figure taken while much was stolen says little.
final class Machine {
    private static final Path STAT = Path.of("/proc/stat");
    /// Fields of the line: user, nice, system, idle, iowait, irq, softirq, steal; what follows is in these already.
    private static final int FIELDS = 8;

    private final long[] begun = read();

    private Machine() {}

    /// Looks for the first time.
    static Machine look() {
        return new Machine();
    }

    /// Percent of the time that others had since the first look; 0 where the kernel does not tell.
    double stealPercent() {
        long[] now = read();
        long total = 0;
        for (int i = 0; i < FIELDS; i++) {
            total += now[i] - begun[i];
        }
        return total <= 0 ? 0 : 100.0 * (now[FIELDS - 1] - begun[FIELDS - 1]) / total;
    }

    private static long[] read() {
        try {
            String line = Files.readAllLines(STAT).getFirst();
            long[] fields = Arrays.stream(line.split("\\s+")).skip(1).limit(FIELDS).mapToLong(Long::parseLong)
                    .toArray();
            return Arrays.copyOf(fields, FIELDS);
        } catch (IOException | NumberFormatException e) {
            return new long[FIELDS];
        }
    }
}
