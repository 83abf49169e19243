package dev.gapless.devstack.crash;

import dev.gapless.client.ChatListener;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A device that writes down each event as it is shown: what a `tail` would print.
final class Witness implements ChatListener {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final List<Seq> shown = new ArrayList<>();
    private @Nullable RuntimeException failure;

    @Override
    public synchronized void event(Event event) {
        shown.add(event.seq());
    }

    @Override
    public synchronized void failed(RuntimeException reason) {
        failure = reason;
    }

    synchronized List<Seq> shown() {
        if (failure != null) {
            throw new AssertionError("the device stopped", failure);
        }
        return List.copyOf(shown);
    }

    void awaitShown(Position head) {
        Waiting.until(
                () -> {
                    List<Seq> now = shown();
                    return !now.isEmpty() && now.getLast().value() >= head.value();
                },
                DEADLINE,
                () -> "shown up to " + (shown().isEmpty() ? "nothing" : shown().getLast()) + " of " + head);
    }
}
