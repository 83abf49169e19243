package dev.gapless.cli.demo;

import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.IdempotencyKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compares what was promised with what is. Pure.
///
/// @param rows one claim each
record DemoProof(List<Row> rows) {
    /// A claim.
    ///
    /// @param claim what should hold
    /// @param held whether it does
    /// @param detail in numbers
    record Row(String claim, boolean held, String detail) {}

    DemoProof {
        rows = List.copyOf(rows);
    }

    /// @param sent messages that were typed
    /// @param acked seq by key, as the server promised them
    /// @param log the whole log, read over HTTP
    /// @param screens what each person was shown, by name
    static DemoProof of(int sent, Map<IdempotencyKey, Long> acked, List<Event> log, Map<String, List<Event>> screens) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("acked", acked.size() == sent, acked.size() + " of " + sent + " sent"));
        rows.add(inLog(acked, log));
        rows.add(dense(log));
        screens.forEach((name, shown) -> rows.add(screen(name, shown, log)));
        return new DemoProof(rows);
    }

    boolean held() {
        return rows.stream().allMatch(Row::held);
    }

    /// Each acked key is in the log once, at the seq of its ack.
    private static Row inLog(Map<IdempotencyKey, Long> acked, List<Event> log) {
        Map<IdempotencyKey, List<Long>> seqs = new HashMap<>();
        for (Event event : log) {
            if (event.body() instanceof EventBody.MessagePosted posted) {
                seqs.computeIfAbsent(posted.key(), key -> new ArrayList<>()).add(event.seq().value());
            }
        }
        long right = acked.entrySet().stream()
                .filter(ack -> List.of(ack.getValue()).equals(seqs.get(ack.getKey())))
                .count();
        long messages = seqs.values().stream().mapToLong(List::size).sum();
        boolean held = right == acked.size() && messages == acked.size();
        return new Row("in the log", held,
                messages + " messages, " + right + " of them acked, each once and at the seq of its ack");
    }

    private static Row dense(List<Event> log) {
        long expected = 1;
        for (Event event : log) {
            if (event.seq().value() != expected) {
                return new Row("dense", false, "seq " + event.seq() + " where " + expected + " should be");
            }
            expected++;
        }
        return new Row("dense", !log.isEmpty(), "seq 1 to " + (expected - 1) + ", none missing, none twice");
    }

    private static Row screen(String name, List<Event> shown, List<Event> log) {
        boolean same = shown.equals(log);
        long distinct = shown.stream().map(Event::seq).distinct().count();
        String detail = same
                ? shown.size() + " events, each once, in order, equal to the log"
                : shown.size() + " events, " + distinct + " distinct, the log has " + log.size();
        return new Row("shown to " + name, same, detail);
    }
}
