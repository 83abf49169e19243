package dev.gapless.scenarios.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The root of all randomness of a run. Each use has a stream of its own, by label, so that a new actor does not move what the others draw.
///
/// @param value from 0
public record Seed(long value) {
    /// The stream of a label. Not to be shared by threads.
    public RandomGenerator stream(String label) {
        return new SplittableRandom(of(label));
    }

    /// A stream that several threads may use; then what each of them gets depends on their timing.
    public RandomGenerator sharedStream(String label) {
        return new Random(of(label));
    }

    /// A number for a label.
    public long of(String label) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
            return ByteBuffer.wrap(digest.digest(label.getBytes(StandardCharsets.UTF_8))).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
