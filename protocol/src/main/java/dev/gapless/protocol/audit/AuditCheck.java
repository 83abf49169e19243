package dev.gapless.protocol.audit;

import java.util.ArrayList;
import java.util.List;

/// Proves a record complete and unchanged, from its entries alone: give it each in order, then where the record says that it ends.
///
/// One changed row is one fault: what comes after it is checked against what is stored and against what should be. Used by one
/// thread.
public final class AuditCheck {
    /// Faults that are listed; more are only counted.
    public static final int LISTED = 100;

    private final List<Fault> faults = new ArrayList<>();
    private long found;
    private long checked;
    private AuditHead last = AuditHead.START;
    /// What the last entry's hash should be; differs from what is stored if that entry was changed.
    private AuditHash proper = AuditHead.START.hash();
    private boolean afterHole;

    /// What is wrong.
    public enum Kind {
        /// Entries that must be there are not.
        MISSING,
        /// An entry is not what it was when it was written.
        CHANGED,
        /// The record ends elsewhere than it says.
        HEAD
    }

    /// Something wrong.
    ///
    /// @param from first seq it is about
    /// @param to last seq it is about
    /// @param text for people
    public record Fault(Kind kind, long from, long to, String text) {}

    /// Begins behind an entry that was checked before.
    public static AuditCheck after(AuditHead checkedUpTo) {
        AuditCheck check = new AuditCheck();
        check.last = checkedUpTo;
        check.proper = checkedUpTo.hash();
        return check;
    }

    /// Takes the next entry.
    public void take(AuditEntry entry) {
        long expected = last.seq() + 1;
        if (entry.seq() > expected) {
            fault(Kind.MISSING, expected, entry.seq() - 1, missing(expected, entry.seq() - 1));
            afterHole = true;
        }
        AuditHash computed = entry.hashAfter(last.hash());
        boolean asStored = computed.equals(entry.hash());
        boolean asProper = asStored || entry.hashAfter(proper).equals(entry.hash());
        if (!asProper && !afterHole) {
            fault(Kind.CHANGED, entry.seq(), entry.seq(),
                    "entry " + entry.seq() + ": changed since it was written (action " + entry.action() + ")");
        }
        proper = afterHole || asProper ? entry.hash() : entry.hashAfter(proper);
        afterHole = false;
        last = entry.head();
        checked++;
    }

    /// Takes the end.
    ///
    /// @param head where the record says that it ends
    public void end(AuditHead head) {
        if (head.seq() > last.seq()) {
            fault(Kind.MISSING, last.seq() + 1, head.seq(), missing(last.seq() + 1, head.seq()));
        } else if (head.seq() < last.seq()) {
            fault(Kind.HEAD, head.seq(), last.seq(),
                    "the record says that it ends at " + head.seq() + ", and goes on to " + last.seq());
        } else if (!head.hash().equals(last.hash()) && !head.hash().equals(proper)) {
            fault(Kind.HEAD, head.seq(), head.seq(), "the end of the record has another hash than its last entry");
        }
    }

    /// True if nothing is wrong so far.
    public boolean sound() {
        return found == 0;
    }

    /// The first [#LISTED] faults.
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    /// All faults.
    public long faultCount() {
        return found;
    }

    /// Entries looked at.
    public long checked() {
        return checked;
    }

    /// The last entry looked at.
    public AuditHead last() {
        return last;
    }

    private void fault(Kind kind, long from, long to, String text) {
        found++;
        if (faults.size() < LISTED) {
            faults.add(new Fault(kind, from, to, text));
        }
    }

    private static String missing(long from, long to) {
        return from == to
                ? "entry " + from + ": missing"
                : "entries " + from + " to " + to + ": missing";
    }
}
