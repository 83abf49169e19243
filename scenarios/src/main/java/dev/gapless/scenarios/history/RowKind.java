package dev.gapless.scenarios.history;

/// What a [Row] tells. The numbers are those of the file format.
public enum RowKind {
    /// A device was given a send. `value` is when it was due, in microseconds of the run.
    INVOKED(1),
    /// A send was acknowledged at `seq`. Flag [Row#DUPLICATE].
    ACKED(2),
    /// A send was refused. Flags [Row#DEFINITE], [Row#CODED], [Row#HINTED], [Row#OVERLOAD].
    REFUSED(3),
    /// The answer to a send is missing; it is tried again.
    DOUBTFUL(4),
    /// A device showed `seq`; `op` is the send that the text names, 0 for other events.
    SHOWN(5),
    /// A device follows a channel from behind `seq` on, and is expected to show everything after it.
    FOLLOWED(6),
    /// A device heard that the cursor of its user is at `seq`, in generation `value`.
    CURSOR(7),
    /// A device is live; `value` is the gateway's number.
    CONNECTED(8),
    /// A live device lost its connection.
    DISCONNECTED(9),
    /// A device found `seq` to `value` missing.
    GAP_OPENED(10),
    /// And has them.
    GAP_CLOSED(11),
    /// A user read a page after an acknowledgement of `op` at `seq`; `value` is the last seq of the page, flag [Row#PRESENT].
    READ_BACK(12),
    /// A client of a tenant got text that holds the canary of another one, number `value`.
    LEAKED(13),
    /// So many texts were looked at for canaries: `value`.
    SCANNED(14),
    /// Fault number `subject` began.
    FAULT_STARTED(15),
    /// Fault number `subject` ended.
    FAULT_ENDED(16),
    /// The server says that user `subject` has `seq` unread in a channel, the cursor being at `value`.
    UNREAD(17),
    /// Everything was waited for long enough; what is missing now is missing.
    SETTLED(18),
    /// In `log.bin`: gateway `subject` has a message of send `op` at `seq`; 0: another event, or with flag [Row#MESSAGE] a message from before.
    LOG(19),
    /// In `log.bin`: gateway `subject` says that the head is `seq`.
    LOG_HEAD(20),
    /// A device begins to connect; `value` is the number of the attempt, 1 for the first since it was live.
    CONNECTING(21);

    private final int number;

    RowKind(int number) {
        this.number = number;
    }

    /// What stands for it in files.
    public int number() {
        return number;
    }
}
