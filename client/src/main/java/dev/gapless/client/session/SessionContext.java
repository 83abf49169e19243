package dev.gapless.client.session;

import dev.gapless.protocol.planted.PlantedBug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What the parts of one session share: limits, randomness, numbers, and the effects of the input being handled.
final class SessionContext {
    final SessionLimits limits;
    final RandomGenerator random;
    private final Optional<PlantedBug> bug;
    private List<SessionEffect> effects = new ArrayList<>();
    private long lastNumber;

    SessionContext(SessionLimits limits, RandomGenerator random, Optional<PlantedBug> bug) {
        this.bug = bug;
        this.limits = limits;
        this.random = random;
    }

    /// Whether this session is wrong in this way on purpose.
    boolean has(PlantedBug suspected) {
        return bug.isPresent() && bug.get() == suspected;
    }

    void emit(SessionEffect effect) {
        effects.add(effect);
    }

    void notice(Notice notice) {
        emit(new SessionEffect.Noticed(notice));
    }

    /// A number for a connection, request, ping or fetch: 1 or more, never twice.
    long nextNumber() {
        return ++lastNumber;
    }

    List<SessionEffect> takeEffects() {
        if (effects.isEmpty()) {
            return List.of();
        }
        List<SessionEffect> taken = effects;
        effects = new ArrayList<>(4);
        return taken;
    }
}
