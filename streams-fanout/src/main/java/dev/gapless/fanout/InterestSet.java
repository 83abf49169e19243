package dev.gapless.fanout;

import dev.gapless.protocol.event.Interest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Stored form of what gateways want of one channel: the value of the `interest` store and of its changelog.
///
/// Layout: version 1 (byte), then each [Interest] in its own record form, one after another.
final class InterestSet {
    private static final byte VERSION = 1;
    /// Length of one interest in its record form.
    private static final int INTEREST_BYTES = 20;

    private InterestSet() {}

    static byte[] toBytes(List<Interest> interests) {
        ByteBuffer out = ByteBuffer.allocate(1 + interests.size() * INTEREST_BYTES).put(VERSION);
        interests.forEach(interest -> out.put(interest.toBytes()));
        return out.array();
    }

    /// @throws IllegalArgumentException if the bytes are not a set of a known version
    static List<Interest> fromBytes(byte[] bytes) {
        if (bytes.length % INTEREST_BYTES != 1 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("interest set: " + bytes.length + " bytes (expected: version " + VERSION
                    + " and whole interests)");
        }
        List<Interest> interests = new ArrayList<>();
        for (int at = 1; at < bytes.length; at += INTEREST_BYTES) {
            byte[] one = new byte[INTEREST_BYTES];
            System.arraycopy(bytes, at, one, 0, INTEREST_BYTES);
            interests.add(Interest.fromBytes(one));
        }
        return interests;
    }
}
