package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.history.Row;
import java.util.Arrays;

/// Small numbers for pairs of a device and a channel, from 0 in the order in which they are first asked for, so that checkers keep arrays instead of
/// maps. All checkers of a judgement share one: the pair of a row is looked up once. Used from one thread.
final class Places {
    private static final int FIRST_SLOTS = 1024;

    /// Open addressing: a slot holds a key and its number plus one; 0 is free.
    private long[] keys = new long[FIRST_SLOTS];
    private int[] numbers = new int[FIRST_SLOTS];
    private long[] byNumber = new long[FIRST_SLOTS];
    private int size;
    private long lastKey = -1;
    private int lastNumber;

    /// The number of a row's device and channel.
    int of(Row row) {
        long key = (long) row.subject() << 32 | row.channel();
        if (key != lastKey) {
            lastNumber = find(key);
            lastKey = key;
        }
        return lastNumber;
    }

    int device(int number) {
        return (int) (byNumber[number] >>> 32);
    }

    int channel(int number) {
        return (int) byNumber[number];
    }

    private int find(long key) {
        int slot = slot(key);
        if (numbers[slot] == 0) {
            if (size * 2 >= keys.length) {
                grow();
                slot = slot(key);
            }
            if (size == byNumber.length) {
                byNumber = Arrays.copyOf(byNumber, size * 2);
            }
            keys[slot] = key;
            byNumber[size] = key;
            numbers[slot] = ++size;
        }
        return numbers[slot] - 1;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9E37_79B9_7F4A_7C15L; // spreads neighbours, 2^64 by the golden ratio
        int slot = (int) (mixed >>> 40) & mask;
        while (numbers[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNumbers = numbers;
        keys = new long[oldKeys.length * 2];
        numbers = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNumbers[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                numbers[slot] = oldNumbers[i];
            }
        }
    }
}
