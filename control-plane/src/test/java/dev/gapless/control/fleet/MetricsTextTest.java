package dev.gapless.control.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void sumsSamplesByNameAndLabel() {
        MetricsText metrics = MetricsText.parse("""
                # TYPE posting_events counter
                posting_events_total{shard="-80"} 3.0
                posting_events_total{shard="80-"} 4.0
                posting_ack_seconds_count 12
                posting_ack_seconds_sum 0.5 1700000000
                gateway_connections 7.0
                # EOF
                """);
        assertEquals(7, metrics.sum("posting_events_total"));
        assertEquals(4, metrics.sum("posting_events_total", "shard", "80-"));
        assertEquals(0, metrics.sum("posting_events_total", "shard", "0-"));
        assertEquals(12, metrics.sum("posting_ack_seconds_count"));
        assertEquals(0.5, metrics.sum("posting_ack_seconds_sum"));
        assertEquals(7, metrics.sum("gateway_connections"));
        assertEquals(0, metrics.sum("absent"));
    }

    @Test
    void passesOverWhatItCannotRead() {
        MetricsText metrics = MetricsText.parse("""

                }{
                {a="b"} 1
                name
                name x
                name NaN
                open{a="b" 1
                quoted{a="}{ 9 "} 2
                good 1
                """);
        assertEquals(1, metrics.sum("good"));
        assertEquals(2, metrics.sum("quoted"));
        assertEquals(0, metrics.sum("name"));
    }
}
