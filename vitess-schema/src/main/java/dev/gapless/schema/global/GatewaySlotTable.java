package dev.gapless.schema.global;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Table `gateway_slot`: which gateway reads which partition of deliveries. Compare-and-set on the epoch, which rises with every
/// acquisition, so that a slot never has the same id twice.
public final class GatewaySlotTable {
    private static final Statement ENSURE = Statement.single("gateway_slot.ensure", Reach.GLOBAL, "-", "1 row", """
            INSERT INTO gateway_slot (slot, epoch, holder, address, expires_ms) VALUES (:slot, 0, '', '', 0)
            ON DUPLICATE KEY UPDATE epoch = epoch""");

    private static final Statement LIST = Statement.single(
            "gateway_slot.list", Reach.GLOBAL, "PRIMARY", "1,024 rows", """
            SELECT slot, epoch, holder, address, expires_ms FROM gateway_slot FORCE INDEX (PRIMARY)
            WHERE slot >= 0 AND slot < :slots ORDER BY slot""");

    private static final Statement TAKE = Statement.single("gateway_slot.take", Reach.GLOBAL, "PRIMARY", "1 row", """
            UPDATE gateway_slot SET epoch = epoch + 1, holder = :holder, address = :address, expires_ms = :expires_ms
            WHERE slot = :slot AND epoch = :epoch AND expires_ms <= :now_ms""");

    private static final Statement RENEW = Statement.single("gateway_slot.renew", Reach.GLOBAL, "PRIMARY", "1 row", """
            UPDATE gateway_slot SET expires_ms = :expires_ms WHERE slot = :slot AND epoch = :epoch""");

    private static final Statement ANNOUNCE = Statement.single(
            "gateway_slot.announce", Reach.GLOBAL, "PRIMARY", "1 row", """
            UPDATE gateway_slot SET address = :address WHERE slot = :slot AND epoch = :epoch""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(ENSURE, LIST, TAKE, RENEW, ANNOUNCE);

    private GatewaySlotTable() {}

    /// Takes the lowest slot that is free or expired. To be run in a transaction.
    ///
    /// @param slots number of slots of the installation, 1 to 1,024
    /// @return slot and new epoch, or nothing if all are held, or somebody was quicker: then the caller tries again
    public static Optional<GatewayId> acquire(
            Handle handle, String holder, String address, int slots, Instant now, Duration ttl) {
        Map<Integer, Row> rows = new HashMap<>();
        rows(handle, slots).forEach(row -> rows.put(row.slot(), row));
        for (int slot = 0; slot < slots; slot++) {
            Row row = rows.get(slot);
            if (row != null && row.expiresMs() > now.toEpochMilli()) {
                continue;
            }
            if (row == null) {
                handle.createUpdate(ENSURE.sql()).bind("slot", slot).execute();
            }
            long epoch = row == null ? 0 : row.epoch();
            boolean taken = handle.createUpdate(TAKE.sql())
                    .bind("slot", slot)
                    .bind("epoch", epoch)
                    .bind("holder", holder)
                    .bind("address", address)
                    .bind("expires_ms", now.plus(ttl).toEpochMilli())
                    .bind("now_ms", now.toEpochMilli())
                    .execute()
                    == 1;
            if (taken) {
                return Optional.of(new GatewayId(slot, epoch + 1));
            }
        }
        return Optional.empty();
    }

    /// Keeps a slot for another while.
    ///
    /// @return false if the slot has gone to another gateway: this one must stop
    public static boolean renew(Handle handle, GatewayId gateway, Instant now, Duration ttl) {
        return expireAt(handle, gateway, now.plus(ttl));
    }

    /// Says where the gateway that has the slot is reached.
    public static void announce(Handle handle, GatewayId gateway, String address) {
        handle.createUpdate(ANNOUNCE.sql())
                .bind("slot", gateway.slot())
                .bind("epoch", gateway.epoch())
                .bind("address", address)
                .execute();
    }

    /// Gives a slot back, if it is still the gateway's.
    public static void release(Handle handle, GatewayId gateway) {
        expireAt(handle, gateway, Instant.EPOCH);
    }

    /// All slots that were ever held, in order.
    public static List<GatewaySlot> list(Handle handle, int slots) {
        return rows(handle, slots).stream().filter(row -> row.epoch() > 0).map(Row::named).toList();
    }

    private static List<Row> rows(Handle handle, int slots) {
        return handle.createQuery(LIST.sql())
                .bind("slots", slots)
                .map((row, context) -> new Row(row.getInt(1), row.getLong(2), row.getString(3), row.getString(4),
                        row.getLong(5)))
                .list();
    }

    private static boolean expireAt(Handle handle, GatewayId gateway, Instant at) {
        return handle.createUpdate(RENEW.sql())
                .bind("slot", gateway.slot())
                .bind("epoch", gateway.epoch())
                .bind("expires_ms", at.toEpochMilli())
                .execute()
                == 1;
    }

    /// As stored; epoch 0 before the first acquisition.
    private record Row(int slot, long epoch, String holder, String address, long expiresMs) {
        GatewaySlot named() {
            return new GatewaySlot(new GatewayId(slot, epoch), holder, address, Instant.ofEpochMilli(expiresMs));
        }
    }
}
