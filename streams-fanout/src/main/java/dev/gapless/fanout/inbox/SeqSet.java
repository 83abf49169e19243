package dev.gapless.fanout.inbox;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A few seqs in order. Immutable in effect: changes give new arrays, so that readers may hold one.
final class SeqSet {
    private long[] seqs = {};

    int size() {
        return seqs.length;
    }

    void clear() {
        seqs = new long[0];
    }

    boolean add(long seq) {
        int found = Arrays.binarySearch(seqs, seq);
        if (found >= 0) {
            return false;
        }
        int place = -found - 1;
        long[] more = new long[seqs.length + 1];
        System.arraycopy(seqs, 0, more, 0, place);
        more[place] = seq;
        System.arraycopy(seqs, place, more, place + 1, seqs.length - place);
        seqs = more;
        return true;
    }

    boolean remove(long seq) {
        int found = Arrays.binarySearch(seqs, seq);
        if (found < 0) {
            return false;
        }
        long[] less = new long[seqs.length - 1];
        System.arraycopy(seqs, 0, less, 0, found);
        System.arraycopy(seqs, found + 1, less, found, less.length - found);
        seqs = less;
        return true;
    }

    /// Takes the lowest out.
    long removeFirst() {
        long first = seqs[0];
        seqs = Arrays.copyOfRange(seqs, 1, seqs.length);
        return first;
    }

    /// How many are above a seq.
    int above(long seq) {
        int found = Arrays.binarySearch(seqs, seq);
        return seqs.length - (found >= 0 ? found + 1 : -found - 1);
    }

    int bytes() {
        return Short.BYTES + seqs.length * Long.BYTES;
    }

    void write(ByteBuffer out) {
        out.putShort((short) seqs.length);
        for (long seq : seqs) {
            out.putLong(seq);
        }
    }

    static SeqSet read(ByteBuffer in) {
        SeqSet set = new SeqSet();
        set.seqs = new long[in.getShort()];
        for (int i = 0; i < set.seqs.length; i++) {
            set.seqs[i] = in.getLong();
        }
        return set;
    }
}
