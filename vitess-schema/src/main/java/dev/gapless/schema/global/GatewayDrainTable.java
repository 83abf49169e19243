package dev.gapless.schema.global;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// Table `gateway_drain`: at most one row per slot, for the run of it that was told last.
public final class GatewayDrainTable {
    private static final Statement FIND = Statement.single("gateway_drain.find", Reach.GLOBAL, "PRIMARY", "1 row", """
            SELECT slot, epoch, since_ms, until_ms, spread_ms, actor, reason FROM gateway_drain
            WHERE slot = :slot AND epoch = :epoch""");

    private static final Statement LIST = Statement.single(
            "gateway_drain.list", Reach.GLOBAL, "PRIMARY", "1,024 rows", """
            SELECT slot, epoch, since_ms, until_ms, spread_ms, actor, reason FROM gateway_drain FORCE INDEX (PRIMARY)
            WHERE slot >= 0 AND slot < :slots ORDER BY slot""");

    private static final Statement PUT = Statement.single("gateway_drain.put", Reach.GLOBAL, "-", "1 row", """
            INSERT INTO gateway_drain (slot, epoch, since_ms, until_ms, spread_ms, actor, reason)
            VALUES (:slot, :epoch, :since_ms, :until_ms, :spread_ms, :actor, :reason)
            ON DUPLICATE KEY UPDATE epoch = VALUES(epoch), since_ms = VALUES(since_ms), until_ms = VALUES(until_ms),
            spread_ms = VALUES(spread_ms), actor = VALUES(actor), reason = VALUES(reason)""");

    private static final Statement DELETE = Statement.single(
            "gateway_drain.delete", Reach.GLOBAL, "PRIMARY", "1 row", """
            DELETE FROM gateway_drain WHERE slot = :slot AND epoch = :epoch""");

    private static final RowMapper<GatewayDrain> ROW = (row, context) -> new GatewayDrain(
            new GatewayId(row.getInt(1), row.getLong(2)),
            Instant.ofEpochMilli(row.getLong(3)),
            Instant.ofEpochMilli(row.getLong(4)),
            Duration.ofMillis(row.getLong(5)),
            row.getString(6),
            row.getString(7));

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(FIND, LIST, PUT, DELETE);

    private GatewayDrainTable() {}

    /// What a run of a gateway was told, also if it is over.
    public static Optional<GatewayDrain> find(Handle handle, GatewayId gateway) {
        return handle.createQuery(FIND.sql())
                .bind("slot", gateway.slot())
                .bind("epoch", gateway.epoch())
                .map(ROW)
                .findOne();
    }

    /// What the last run of each slot that was told anything was told, by slot.
    ///
    /// @param slots number of slots of the installation, 1 to 1,024
    public static List<GatewayDrain> list(Handle handle, int slots) {
        return handle.createQuery(LIST.sql()).bind("slots", slots).map(ROW).list();
    }

    /// Tells a gateway, in place of what it was told before.
    public static void put(Handle handle, GatewayDrain drain) {
        handle.createUpdate(PUT.sql())
                .bind("slot", drain.gateway().slot())
                .bind("epoch", drain.gateway().epoch())
                .bind("since_ms", drain.since().toEpochMilli())
                .bind("until_ms", drain.until().toEpochMilli())
                .bind("spread_ms", drain.spread().toMillis())
                .bind("actor", drain.actor())
                .bind("reason", drain.reason())
                .execute();
    }

    /// Takes back what a run of a gateway was told.
    public static void delete(Handle handle, GatewayId gateway) {
        handle.createUpdate(DELETE.sql())
                .bind("slot", gateway.slot())
                .bind("epoch", gateway.epoch())
                .execute();
    }
}
