package dev.gapless.cli.top;

import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.ChannelLoad;
import dev.gapless.protocol.api.GatewayLoad;
import dev.gapless.protocol.api.ShardLoad;
import dev.gapless.protocol.api.TenantLoad;
import dev.gapless.protocol.api.TopView;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// One table of the screen.
///
/// @param title in one word; it is also its name on the command line
/// @param columns from left to right
/// @param rows as they came
record Panel(String title, List<Column> columns, List<Row> rows) {
    private static final long KILO = 1_000;
    private static final long MINUTE = 60;

    /// A column.
    ///
    /// @param head what stands above, in upper case
    /// @param number whether it holds numbers: they stand to the right, and the greatest comes first
    /// @param weight columns with the greatest weight go first when the screen is narrow; those of weight 0 stay
    record Column(String head, boolean number, int weight) {}

    /// A row.
    ///
    /// @param cells one per column
    /// @param tone of the whole row
    record Row(List<Cell> cells, Tone tone) {
        Row {
            cells = List.copyOf(cells);
        }
    }

    /// A cell.
    ///
    /// @param text safe to show
    /// @param value that a column of numbers is sorted by
    record Cell(String text, double value) {
        static Cell text(String text) {
            return new Cell(SafeText.line(text), 0);
        }

        static Cell unknown() {
            return new Cell("-", -1);
        }
    }

    Panel {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// All tables of a frame, in the order in which they stand.
    static List<Panel> of(TopView frame) {
        return List.of(
                gateways(frame.gateways()), shards(frame.shards()), channels(frame.channels()),
                tenants(frame.tenants()));
    }

    /// Its rows in the order of a column, those only in which the text occurs.
    ///
    /// @param column index
    Panel sorted(int column, TopState.Order order, String filter) {
        Comparator<Row> by = columns.get(column).number()
                ? Comparator.comparingDouble((Row row) -> row.cells().get(column).value()).reversed()
                : Comparator.comparing((Row row) -> row.cells().get(column).text());
        String wanted = filter.toLowerCase(Locale.ROOT);
        List<Row> some = rows.stream()
                .filter(row -> row.cells().stream()
                        .anyMatch(cell -> cell.text().toLowerCase(Locale.ROOT).contains(wanted)))
                .sorted(order == TopState.Order.USUAL ? by : by.reversed())
                .toList();
        return new Panel(title, columns, some);
    }

    private static Panel gateways(List<GatewayLoad> gateways) {
        List<Column> columns = List.of(
                new Column("GW", true, 0),
                new Column("STATE", false, 0),
                new Column("CONN", true, 0),
                new Column("SEND/S", true, 0),
                new Column("DELIV/S", true, 1),
                new Column("ACK MS", true, 2),
                new Column("BATCH", true, 6),
                new Column("QUEUE", true, 3),
                new Column("REACH", true, 4),
                new Column("CPU", true, 5),
                new Column("HEAP", true, 7),
                new Column("UP", true, 8),
                new Column("ADDRESS", false, 9));
        return new Panel("gateways", columns, gateways.stream().map(Panel::row).toList());
    }

    private static Row row(GatewayLoad gateway) {
        Cell slot = whole(gateway.slot());
        Cell state = Cell.text(gateway.figures().isEmpty() ? "SILENT" : gateway.state());
        Cell address = Cell.text(gateway.address().isEmpty() ? "-" : gateway.address());
        Cell none = Cell.unknown();
        return gateway.figures()
                .map(figures -> new Row(
                        List.of(
                                slot,
                                state,
                                whole(figures.connections()),
                                rate(figures.sendsPerS()),
                                rate(figures.deliveriesPerS()),
                                tenths(figures.ackMs()),
                                tenths(figures.batch()),
                                whole(figures.queue()),
                                percent((double) figures.reachPercent()),
                                percent(figures.cpuPercent()),
                                new Cell(figures.heapMb() + "M", (double) figures.heapMb()),
                                span(figures.upS()),
                                address),
                        gateway.state().equals("draining")
                                ? Tone.WARN
                                : figures.reachPercent() < 100 ? Tone.BAD : Tone.PLAIN))
                .orElseGet(() -> new Row(
                        List.of(slot, state, none, none, none, none, none, none, none, none, none, none, address),
                        Tone.BAD));
    }

    private static Panel shards(List<ShardLoad> shards) {
        List<Column> columns = List.of(
                new Column("SHARD", false, 0),
                new Column("STATE", false, 0),
                new Column("EVENT/S", true, 0),
                new Column("SHARE", true, 1),
                new Column("ANSWER", true, 2));
        return new Panel("shards", columns, shards.stream()
                .map(shard -> new Row(
                        List.of(
                                Cell.text(shard.name()),
                                Cell.text(shard.reachable() ? "up" : "DOWN"),
                                rate(shard.eventsPerS()),
                                percent(shard.share() / 10.0),
                                shard.answerMs().map(ms -> new Cell(ms + " ms", ms)).orElseGet(Cell::unknown)),
                        shard.reachable() ? Tone.PLAIN : Tone.BAD))
                .toList());
    }

    private static Panel channels(List<ChannelLoad> channels) {
        List<Column> columns = List.of(
                new Column("CHANNEL", false, 0),
                new Column("WORKSPACE", false, 2),
                new Column("SEND/S", true, 0),
                new Column("DELIV/S", true, 0),
                new Column("READERS", true, 3),
                new Column("GWS", true, 4),
                new Column("CLASS", false, 1));
        return new Panel("channels", columns, channels.stream()
                .map(channel -> new Row(
                        List.of(
                                Cell.text(channel.name().map(name -> "#" + name).orElseGet(channel.channel()::text)),
                                Cell.text(channel.workspace()),
                                rate(channel.sendsPerS()),
                                rate(channel.deliveriesPerS()),
                                whole(channel.readers()),
                                whole(channel.gateways()),
                                Cell.text(channel.channelClass())),
                        channel.channelClass().equals("hot") ? Tone.WARN : Tone.PLAIN))
                .toList());
    }

    private static Panel tenants(List<TenantLoad> tenants) {
        List<Column> columns = List.of(
                new Column("TENANT", false, 0),
                new Column("SEND/S", true, 0),
                new Column("DELIV/S", true, 0),
                new Column("READERS", true, 2),
                new Column("CHANNELS", true, 3),
                new Column("SHARD", false, 1));
        return new Panel("tenants", columns, tenants.stream()
                .map(tenant -> new Row(
                        List.of(
                                Cell.text(tenant.workspace()),
                                rate(tenant.sendsPerS()),
                                rate(tenant.deliveriesPerS()),
                                whole(tenant.readers()),
                                whole(tenant.channels()),
                                Cell.text(tenant.shard())),
                        Tone.PLAIN))
                .toList());
    }

    /// A number that is short at any size: 12, 4.5k, 1.2M.
    static Cell rate(double value) {
        String text = value < 10 && value != Math.rint(value)
                ? String.format(Locale.ROOT, "%.1f", value)
                : value < 10 * KILO
                        ? Long.toString(Math.round(value))
                        : value < KILO * KILO
                                ? String.format(Locale.ROOT, "%.1fk", value / KILO)
                                : String.format(Locale.ROOT, "%.1fM", value / KILO / KILO);
        return new Cell(text, value);
    }

    static Cell whole(long value) {
        return new Cell(Long.toString(value), value);
    }

    private static Cell tenths(double value) {
        return new Cell(String.format(Locale.ROOT, "%.1f", value), value);
    }

    private static Cell percent(double value) {
        return new Cell(Math.round(value) + "%", value);
    }

    private static Cell span(long seconds) {
        String text = seconds < MINUTE
                ? seconds + "s"
                : seconds < MINUTE * MINUTE
                        ? seconds / MINUTE + "m"
                        : seconds < 24 * MINUTE * MINUTE
                                ? seconds / MINUTE / MINUTE + "h"
                                : seconds / MINUTE / MINUTE / 24 + "d";
        return new Cell(text, seconds);
    }
}
