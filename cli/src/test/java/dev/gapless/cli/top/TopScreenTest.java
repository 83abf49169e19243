package dev.gapless.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Width;
import dev.gapless.protocol.api.ChannelLoad;
import dev.gapless.protocol.api.GatewayLoad;
import dev.gapless.protocol.api.ShardLoad;
import dev.gapless.protocol.api.TenantLoad;
import dev.gapless.protocol.api.TopView;
import dev.gapless.protocol.id.ChannelId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopScreenTest {
    static final TopView FRAME = new TopView(
            1_795_342_867_000L,
            List.of(
                    gateway(0, "live", 12, 4.5, 100),
                    gateway(1, "draining", 3, 12_345, 100),
                    new GatewayLoad(2, "live", "http://10.0.0.9:7400", Optional.empty())),
            List.of(
                    new ShardLoad("-80", 500, true, Optional.of(3L), 16.2),
                    new ShardLoad("80-", 500, false, Optional.empty(), 0)),
            true,
            List.of(
                    new ChannelLoad("acme", new ChannelId(1), Optional.empty(), "normal", 3, 900, 300, 2),
                    new ChannelLoad("globex", new ChannelId(2), Optional.of("all-hands"), "hot", 120.4, 24_000, 200,
                            2)),
            List.of(new TenantLoad("acme", "-80", 4, 900, 301, 3)));

    private final TopScreen screen = new TopScreen(ZoneOffset.UTC);

    static GatewayLoad gateway(int slot, String state, long connections, double sends, long reach) {
        return new GatewayLoad(
                slot, state, "http://10.0.0." + (7 + slot) + ":7400",
                Optional.of(new GatewayLoad.Figures(
                        connections, sends, sends * 2, 2.5, 1.5, 0, reach, 12.4, 210, 4_000, 3)));
    }

    private static String text(List<Line> lines) {
        return lines.stream().map(Line::text).collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void showsAllColumnsWhereThereIsRoom() {
        assertEquals("""
                gapless top  10:21:07  15 conn  12.3k send/s  24.7k deliv/s

                GW  STATE     CONN  SEND/S  DELIV/S  ACK MS  BATCH  QUEUE  REACH  CPU  HEAP  UP  ADDRESS
                 1  draining     3   12.3k    24.7k     2.5    1.5      0   100%  12%  210M  1h  http://10.0.0.8:7400
                 0  live        12     4.5        9     2.5    1.5      0   100%  12%  210M  1h  http://10.0.0.7:7400
                 2  SILENT       -       -        -       -      -      -      -    -     -   -  http://10.0.0.9:7400

                SHARD  STATE  EVENT/S  SHARE  ANSWER
                -80    up          16    50%    3 ms
                80-    DOWN         0    50%       -

                CHANNEL         WORKSPACE  SEND/S  DELIV/S  READERS  GWS  CLASS
                #all-hands      globex        120    24.0k      200    2  hot
                C0000000000001  acme            3      900      300    2  normal

                TENANT  SEND/S  DELIV/S  READERS  CHANNELS  SHARD
                acme         4      900      301         3  -80
                """, text(screen.page(TopState.begin().seen(FRAME), 120)));
    }

    @Test
    void leavesOutTheLeastImportantColumnsWhereThereIsNone() {
        assertEquals("""
                gapless top  10:21:07  15 conn  12.3k s…

                GW  STATE     CONN  SEND/S  DELIV/S
                 1  draining     3   12.3k    24.7k
                 0  live        12     4.5        9
                 2  SILENT       -       -        -

                SHARD  STATE  EVENT/S  SHARE  ANSWER
                -80    up          16    50%    3 ms
                80-    DOWN         0    50%       -

                CHANNEL         SEND/S  DELIV/S  CLASS
                #all-hands         120    24.0k  hot
                C0000000000001       3      900  normal

                TENANT  SEND/S  DELIV/S  READERS  SHARD
                acme         4      900      301  -80
                """, text(screen.page(TopState.begin().seen(FRAME), 40)));
    }

    @Test
    void neverIsWiderOrHigherThanTheScreen() {
        List<GatewayLoad> many = IntStream.range(0, 300).mapToObj(i -> gateway(i, "live", i, i, 100)).toList();
        TopState state =
                TopState.begin().seen(new TopView(0, many, FRAME.shards(), true, List.of(), List.of())).filtered("0");
        for (int width : List.of(20, 40, 41, 79, 80, 120, 250)) {
            for (int height : List.of(4, 5, 7, 10, 24, 100)) {
                List<Line> lines = screen.lines(state, width, height);
                assertTrue(lines.size() <= height, width + "x" + height + ": " + lines.size());
                assertTrue(lines.stream().allMatch(line -> Width.of(line.text()) <= width), width + "x" + height);
            }
        }
    }

    @Test
    void saysWhatKeysMeanAndWhatIsWrong() {
        TopState state = TopState.begin().seen(FRAME);
        assertEquals(
                "tab table  ←→ sort  r reverse  / filter  space freeze  q quit",
                screen.lines(state, 120, 24).getLast().text());
        assertEquals(
                "filter: http▏  Enter keeps it, Esc shows all",
                screen.lines(TopStateTest.pressed(state, "/http"), 120, 24).getLast().text());
        assertEquals(
                "no news: away", screen.lines(state.failed("no news: away"), 120, 24).getLast().text());
        assertTrue(screen.lines(TopStateTest.pressed(state, " "), 120, 24).getFirst().text().endsWith("FROZEN"));
    }
}
