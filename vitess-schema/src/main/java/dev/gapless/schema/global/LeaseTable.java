package dev.gapless.schema.global;

import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `lease`: compare-and-set on the version, with times of the callers, whose clocks may differ by less than a lease lasts.
public final class LeaseTable {
    private static final Statement ENSURE = Statement.single("lease.ensure", Reach.GLOBAL, "-", "1 row", """
            INSERT INTO lease (name, holder, version, expires_ms) VALUES (:name, '', 0, 0)
            ON DUPLICATE KEY UPDATE version = version""");

    private static final Statement FIND = Statement.single("lease.find", Reach.GLOBAL, "PRIMARY", "1 row", """
            SELECT name, holder, version, expires_ms FROM lease WHERE name = :name""");

    private static final Statement TAKE = Statement.single("lease.take", Reach.GLOBAL, "PRIMARY", "1 row", """
            UPDATE lease SET holder = :holder, version = version + 1, expires_ms = :expires_ms
            WHERE name = :name AND version = :version""");

    private static final Statement RENEW = Statement.single("lease.renew", Reach.GLOBAL, "PRIMARY", "1 row", """
            UPDATE lease SET expires_ms = :expires_ms
            WHERE name = :name AND version = :version AND holder = :holder""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(ENSURE, FIND, TAKE, RENEW);

    private LeaseTable() {}

    /// Takes a lease that is free, expired, or the holder's own. To be run in a transaction.
    ///
    /// @return the lease, or nothing if somebody else holds it
    public static Optional<Lease> acquire(Handle handle, String name, String holder, Instant now, Duration ttl) {
        Optional<Lease> current = find(handle, name);
        if (current.isEmpty()) {
            handle.createUpdate(ENSURE.sql()).bind("name", name).execute();
        }
        long version = current.map(Lease::version).orElse(0L);
        boolean free = current.isEmpty()
                || current.get().holder().equals(holder)
                || !now.isBefore(current.get().expiresAt());
        Instant expires = now.plus(ttl);
        boolean taken = free
                && handle.createUpdate(TAKE.sql())
                        .bind("name", name)
                        .bind("holder", holder)
                        .bind("version", version)
                        .bind("expires_ms", expires.toEpochMilli())
                        .execute()
                        == 1;
        return taken ? Optional.of(new Lease(name, holder, version + 1, expires)) : Optional.empty();
    }

    /// Prolongs a lease, also one that has expired without anybody taking it.
    ///
    /// @return the prolonged lease, or nothing if it is lost
    public static Optional<Lease> renew(Handle handle, Lease lease, Instant now, Duration ttl) {
        Instant expires = now.plus(ttl);
        return expireAt(handle, lease, expires)
                ? Optional.of(new Lease(lease.name(), lease.holder(), lease.version(), expires))
                : Optional.empty();
    }

    /// Gives a lease back, if it is still the holder's.
    public static void release(Handle handle, Lease lease) {
        expireAt(handle, lease, Instant.EPOCH);
    }

    public static Optional<Lease> find(Handle handle, String name) {
        return handle.createQuery(FIND.sql())
                .bind("name", name)
                .map((row, context) -> new Lease(
                        row.getString(1), row.getString(2), row.getLong(3), Instant.ofEpochMilli(row.getLong(4))))
                .findOne();
    }

    private static boolean expireAt(Handle handle, Lease lease, Instant at) {
        return handle.createUpdate(RENEW.sql())
                .bind("name", lease.name())
                .bind("version", lease.version())
                .bind("holder", lease.holder())
                .bind("expires_ms", at.toEpochMilli())
                .execute()
                == 1;
    }
}
