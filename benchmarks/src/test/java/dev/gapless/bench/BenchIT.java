package dev.gapless.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.devstack.DevStack;
import dev.gapless.devstack.DevStackOptions;
import dev.gapless.devstack.Places;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The benches run, small, over one stack, and print the figures that scripts know by name. No figure is judged.
class BenchIT {
    @TempDir
    private static Path directory;

    private static DevStack stack;

    @BeforeAll
    static void startsAStack() {
        Path cache = Places.of(System.getenv(), Path.of(System.getProperty("user.home"))).cache();
        stack = DevStack.start(
                DevStackOptions.in(directory.resolve("data"), cache).withPorts(0, 0), Clock.systemUTC(), new Random());
    }

    @AfterAll
    static void stopsIt() {
        stack.close();
    }

    @Test
    void syncTellsWhatComingBackCosts() throws IOException {
        JsonNode told = bench(
                "sync", "--people", "50", "--channels", "8", "--messages", "3", "--changed", "2", "--missed", "4",
                "--cold-rate", "5", "--resume-rate", "5");
        assertEquals(
                expected(
                        "people channels",
                        request("cold"),
                        "cold_statements cold_conversations cold_events",
                        request("resume"),
                        "resume_statements resume_conversations resume_events",
                        "missed_conversations missed_told_by_first_answer missed_requests missed_conversations_read"
                                + " missed_events_read missed_bytes missed_statements missed_ms"),
                names(told));
        assertEquals(8, told.get("cold_conversations").asInt());
        assertTrue(told.get("resume_conversations").asInt() >= 2, told::toString);
        assertTrue(told.get("missed_conversations_read").asInt() >= 4, told::toString);
        assertTrue(told.get("cold_bytes").asLong() > 0, told::toString);
        assertTrue(told.get("cold_statements").asDouble() > 0, told::toString);
    }

    @Test
    void stormTellsWhenAllHaveCaughtUp() throws IOException {
        JsonNode told = bench(
                "storm", "--devices", "20", "--channels", "6", "--follow", "3", "--missed", "2", "--rate", "10",
                "--rounds", "1");
        assertEquals(
                expected(
                        "devices channels_each missed_each posts_per_second all_caught_up_s not_caught_up",
                        quantiles("caught_up"),
                        "backlog_events backlog_events_per_second backlog_bytes gap_marks out_of_order sent_away"
                                + " posts_acked_per_second",
                        quantiles("post_ack"),
                        "heap_before_bytes heap_max_bytes heap_after_bytes resident_before_bytes resident_max_bytes"
                                + " steal_percent errors"),
                names(told));
        assertEquals(0, told.get("not_caught_up").asInt());
        assertEquals(0, told.get("out_of_order").asInt());
        assertTrue(told.get("backlog_events").asInt() >= 20 * 3 * 2, told::toString);
    }

    @Test
    void cursorsTellsMovesAgainstAFloor() throws IOException {
        JsonNode told = bench(
                "cursors", "--readers", "4", "--channels", "4", "--messages", "2000", "--workspaces", "1",
                "--in-flight", "1", "--rate", "20");
        assertEquals(
                expected(
                        "readers in_flight",
                        quantiles("flat_out_ack"),
                        "flat_out_steal_percent flat_out_errors acked_per_second moves_per_transaction",
                        quantiles("at_rate_ack"),
                        "at_rate_steal_percent at_rate_errors at_rate_asked_per_second at_rate_acked_per_second"
                                + " floor_rows_per_second floor_steal_percent ratio_to_floor"),
                names(told));
        assertEquals("{}", told.get("flat_out_errors").asText());
        assertTrue(told.get("acked_per_second").asDouble() > 0, told::toString);
    }

    @Test
    void neighbourTellsWhatBecameOfEverySend() throws IOException {
        JsonNode told = bench(
                "neighbour", "--rate", "20", "--channels", "2", "--limit", "5", "--asked", "50", "--rounds", "1");
        assertEquals(
                expected(
                        "quiet_per_second loud_allowed_per_second loud_asked_per_second rounds",
                        quantiles("alone_ack"),
                        quantiles("alone_deliver"),
                        quantiles("at_quota_ack"),
                        quantiles("at_quota_deliver"),
                        quantiles("over_quota_ack"),
                        quantiles("over_quota_deliver"),
                        "at_quota_ack_p99_to_alone at_quota_deliver_p99_to_alone over_quota_ack_p99_to_alone"
                                + " over_quota_deliver_p99_to_alone over_quota_ack_p99_to_at_quota"
                                + " over_quota_deliver_p99_to_at_quota quiet_acked quiet_refused quiet_unanswered"
                                + " loud_sent loud_acked loud_in_logs loud_refused loud_refused_with_hint"
                                + " loud_unanswered loud_errors quiet_gap_marks quiet_out_of_order errors"),
                names(told));
        assertTrue(told.get("loud_refused").asLong() > 0, told::toString);
        assertEquals(told.get("loud_refused"), told.get("loud_refused_with_hint"), told::toString);
        assertEquals(told.get("loud_acked"), told.get("loud_in_logs"), told::toString);
    }

    @Test
    void hotTellsBeforeAndAfter() throws IOException {
        JsonNode told = bench("hot", "--rate", "150", "--senders", "4", "--readers", "4", "--skip-cooling");
        List<String> phase = List.of(
                "%1$s_acked_per_second", "%1$s_delivered_per_second", "%1$s_events_per_frame", "%1$s_stack_cpu_percent",
                "%1$s_stack_cpu_us_per_delivery", quantiles("%1$s_ack"), quantiles("%1$s_deliver"));
        assertEquals(
                expected(
                        "sends_per_second readers",
                        String.join(" ", phase).formatted("normal"),
                        "hot_after_s why",
                        String.join(" ", phase).formatted("hot"),
                        "sent acked head readers_behind gap_marks out_of_order errors"),
                names(told));
        assertEquals(1.0, told.get("normal_events_per_frame").asDouble(), told::toString);
        assertTrue(told.get("hot_events_per_frame").asDouble() > 1, told::toString);
        assertEquals(0, told.get("readers_behind").asInt(), told::toString);
    }

    @Test
    void inboxTellsItsLag() throws IOException {
        JsonNode told = bench(
                "inbox", "--rate", "50", "--channels", "4", "--members", "2", "--probes", "1");
        assertEquals(
                expected(
                        "posts_per_second channels members_each acked_per_second",
                        quantiles("ack"),
                        quantiles("probe_ack"),
                        quantiles("lag"),
                        quantiles("lag_after_ack"),
                        "lag_told_max_ms probes_seen probes_unseen settled_after_s not_ready steal_percent errors"),
                names(told));
        assertEquals(0, told.get("probes_unseen").asInt());
    }

    private static JsonNode bench(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of(
                "--data", directory.resolve("data").toString(), "--seconds", "1", "--warmup", "0", "-o", "json"));
        StringWriter out = new StringWriter();
        StringWriter progress = new StringWriter();
        int code = new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(progress))
                .execute(all.toArray(String[]::new));
        assertEquals(0, code, () -> progress + "\n" + out);
        assertTrue(progress.toString().startsWith("· "), progress::toString);
        return new ObjectMapper().readTree(out.toString());
    }

    private static List<String> names(JsonNode told) {
        List<String> names = new ArrayList<>();
        told.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> expected(String... parts) {
        return Arrays.stream(("bench cores java " + String.join(" ", parts)).split(" ")).toList();
    }

    private static String quantiles(String prefix) {
        return prefix + "_p50_ms " + prefix + "_p99_ms " + prefix + "_p999_ms " + prefix + "_max_ms";
    }

    private static String request(String prefix) {
        return "%1$s_asked_per_second %1$s_answered_per_second %2$s %1$s_bytes %1$s_cpu_ms %1$s_steal_percent %1$s_errors"
                .formatted(prefix, quantiles(prefix));
    }
}
