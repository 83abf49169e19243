package dev.gapless.schema.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1213 | 40001 | Deadlock found when trying to get lock | DEADLOCK",
        "1205 | HY000 | Lock wait timeout exceeded | LOCK_WAIT",
        "1062 | 23000 | Duplicate entry | DUPLICATE",
        "1105 | HY000 | target: gapless.-80.primary: primary is not serving, there is a reparent operation in progress | UNAVAILABLE",
        "1105 | HY000 | current keyspace is being resharded | UNAVAILABLE",
        "1105 | HY000 | no healthy tablet available for 'keyspace:\"gapless\"' | UNAVAILABLE",
        "1105 | HY000 | vttablet: rpc error: code = Unavailable desc = connection refused | UNAVAILABLE",
        "1105 | HY000 | VT14002: no available connection | UNAVAILABLE",
        "1105 | HY000 | VT15001: rollback required: transaction ended | TRANSACTION_LOST",
        "1105 | HY000 | VT09032: the upstream transaction was rolled back, please issue a rollback | TRANSACTION_LOST",
        "1105 | HY000 | something else | OTHER",
        "1317 | 70100 | vttablet: rpc error: code = Aborted desc = Row count exceeded 10000 | TOO_MANY_ROWS",
        "1317 | 70100 | vttablet: row count exceeded 10000 | TOO_MANY_ROWS",
        "1317 | 70100 | Query execution was interrupted | KILLED",
        "1203 | 42000 | transaction pool connection limit exceeded | OVERLOADED",
        "1041 | HY000 | Transaction throttled | THROTTLED",
        "1153 | 08S01 | Got a packet bigger than 'max_allowed_packet' bytes | TOO_LARGE",
        "1815 | HY000 | Internal error: dial tcp 10.0.0.1:16000 | UNAVAILABLE",
        "1235 | 42000 | VT12001: unsupported: REPLACE INTO | OTHER",
        "1290 | HY000 | The MySQL server is running with the --read-only option | READ_ONLY",
        "1792 | 25006 | Cannot execute statement in a READ ONLY transaction | READ_ONLY",
        "1836 | HY000 | Running in read-only mode | READ_ONLY",
        "1021 | HY000 | Disk full (x); waiting for someone to free some space | NO_ROOM",
        "1026 | HY000 | Error writing file 'x' (errno: 28) | NO_ROOM",
        "1030 | HY000 | Got error 28 'No space left on device' from storage engine InnoDB | NO_ROOM",
        "1030 | HY000 | Got error 122 from storage engine InnoDB | OTHER",
        "1114 | HY000 | The table 'event' is full | NO_ROOM",
        "1040 | 08004 | Too many connections | NOT_CONNECTED",
        "1045 | 28000 | Access denied for user | NOT_CONNECTED",
        "1053 | 08S01 | Server shutdown in progress | CONNECTION_LOST",
        "2013 | HY000 | Lost connection to MySQL server during query | CONNECTION_LOST",
        "0 | 08S01 | Communications link failure | CONNECTION_LOST",
        "1146 | 42S02 | Table 'x.y' doesn't exist | OTHER",
    })
    void sortsErrors(int code, String state, String message, Failure failure) {
        assertEquals(failure, Failure.of(new SQLException(message, state, code)));
    }

    @Test
    void tellsAFullPoolFromADeadServer() {
        SQLException full = new SQLTransientConnectionException("shard -80 - Connection is not available");
        SQLException dead =
                new SQLTransientConnectionException("shard -80 - Connection is not available",
                        new SQLException("refused"));
        assertEquals(Failure.OVERLOADED, Failure.of(full));
        assertEquals(Failure.NOT_CONNECTED, Failure.of(dead));
    }

    @Test
    void surfacesAMissingMessage() {
        assertEquals(Failure.OTHER, Failure.of(new SQLException()));
    }
}
