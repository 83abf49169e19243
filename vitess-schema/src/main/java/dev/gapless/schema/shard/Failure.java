package dev.gapless.schema.shard;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a database may answer instead of doing what was asked, sorted by what to do about it.
///
/// The one classifier for MySQL, MariaDB and vtgate. vtgate tells most of its troubles as error 1105, so some texts are
/// looked at too; they are listed in Vitess's `go/vt/vterrors/code.go` and `go/vt/vtgate`.
public enum Failure {
    /// Deadlock: rolled back by the server.
    DEADLOCK(true),
    /// Waited too long for a row lock.
    LOCK_WAIT(true),
    /// A unique key is taken.
    DUPLICATE(false),
    /// A shard is moving, failing over or being split.
    UNAVAILABLE(true),
    /// The server gave the transaction up; it must be rolled back and may be run again.
    TRANSACTION_LOST(true),
    /// The shard takes no writes just now: its primary is being replaced.
    READ_ONLY(true),
    /// The shard's disk is full.
    NO_ROOM(false),
    /// Killed for running too long, or by an operator.
    KILLED(true),
    /// More rows than a statement may touch. A bug: somebody forgot a bound.
    TOO_MANY_ROWS(false),
    /// A result or statement is larger than the protocol allows. A bug: somebody forgot a bound.
    TOO_LARGE(false),
    /// All connections are in use, here or behind vtgate.
    OVERLOADED(false),
    /// The database asks to go slower.
    THROTTLED(false),
    /// No connection could be made, or the login was refused.
    NOT_CONNECTED(false),
    /// An established connection broke.
    CONNECTION_LOST(true),
    /// Anything else: a bug, or something new.
    OTHER(false);

    private static final int VTGATE_UNKNOWN = 1105;
    private static final List<String> VTGATE_UNAVAILABLE = List.of(
            "primary is not serving",
            "current keyspace is being resharded",
            "no healthy tablet",
            "code = Unavailable",
            "code = ClusterEvent",
            "primary buffer is full",
            "disallowed due to rule",
            "upstream shards are not available",
            "VT14");
    private static final Set<Integer> LOST = Set.of(2006, 2013, 1053, 1927, 4031);
    private static final Set<Integer> REFUSED = Set.of(1040, 1044, 1045, 1049, 1129, 1130, 2002, 2003);

    private final boolean retryTransaction;

    Failure(boolean retryTransaction) {
        this.retryTransaction = retryTransaction;
    }

    /// True if the whole transaction may be run again at once, after a short pause.
    public boolean retryTransaction() {
        return retryTransaction;
    }

    /// Sorts what JDBC reports.
    public static Failure of(SQLException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        if (e instanceof SQLTransientConnectionException && e.getErrorCode() == 0) {
            return borrow(e.getCause());
        }
        if (message.contains("VT15001") || message.contains("VT09032")) {
            return TRANSACTION_LOST;
        }
        return switch (e.getErrorCode()) {
            case 1213 -> DEADLOCK;
            case 1205 -> LOCK_WAIT;
            case 1062 -> DUPLICATE;
            case 1290, 1792, 1836 -> READ_ONLY;
            case 1021, 1026, 1114 -> NO_ROOM;
            case 1030 -> message.contains("No space left") ? NO_ROOM : OTHER;
            case 1317, 1969, 3024 -> message.contains("ow count exceeded") ? TOO_MANY_ROWS : KILLED;
            case 1153, 1301 -> TOO_LARGE;
            case 1203, 1226 -> OVERLOADED;
            case 1041 -> THROTTLED;
            case 1815 -> message.contains("dial tcp") ? UNAVAILABLE : OTHER;
            case VTGATE_UNKNOWN -> VTGATE_UNAVAILABLE.stream().anyMatch(message::contains) ? UNAVAILABLE : OTHER;
            default -> other(e);
        };
    }

    private static Failure other(SQLException e) {
        if (REFUSED.contains(e.getErrorCode())) {
            return NOT_CONNECTED;
        }
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.equals("40001")) {
            return DEADLOCK;
        }
        return LOST.contains(e.getErrorCode()) || state.startsWith("08") ? CONNECTION_LOST : OTHER;
    }

    /// The pool waited in vain: with a cause there was no connecting, without one all connections are in use.
    private static Failure borrow(@Nullable Throwable cause) {
        return cause == null ? OVERLOADED : NOT_CONNECTED;
    }
}
