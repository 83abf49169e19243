package dev.gapless.server.gateway;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.tail.TextFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// All connections of a gateway: admits them up to a cap, sweeps the dead, sends them away when the gateway goes. Any thread may call.
final class Connections {
    private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(2);

    private final GatewayParts parts;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private volatile boolean draining;

    Connections(GatewayParts parts) {
        this.parts = parts;
    }

    /// @return why not, or empty if it is admitted; either way it is known until [#forget]
    Optional<ErrorCode> admit(Connection connection) {
        open.add(connection);
        if (draining) {
            return Optional.of(ErrorCode.DRAINING);
        }
        return open.size() > parts.config().maxConnections() ? Optional.of(ErrorCode.OVERLOADED) : Optional.empty();
    }

    byte[] refusal(ErrorCode code) {
        return TextFrame.of(new ServerFrame.Error(
                Optional.empty(), code.text(), code.doc(), code.definite(), Optional.of(parts.retryAfter())));
    }

    void forget(Connection connection) {
        open.remove(connection);
        if (draining) {
            lock.lock();
            try {
                left.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Those who are signed in to a workspace.
    Set<Identity> signedIn(WorkspaceId workspace) {
        return open.stream()
                .flatMap(connection -> connection.identity().stream())
                .filter(identity -> identity.workspace().equals(workspace))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The workspaces that somebody is signed in to.
    Set<WorkspaceId> workspaces() {
        return open.stream()
                .flatMap(connection -> connection.identity().stream())
                .map(Identity::workspace)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Does something with the connections of these.
    void each(Predicate<Identity> whose, Consumer<Connection> act) {
        open.stream()
                .filter(connection -> connection.identity().filter(whose).isPresent())
                .forEach(act);
    }

    int size() {
        return open.size();
    }

    void sweep() {
        long now = parts.nanoTime().getAsLong();
        open.forEach(connection -> connection.sweep(now));
    }

    /// True while it takes no more connections.
    boolean draining() {
        return draining;
    }

    /// Takes no more connections, and sends those that are open away, each at a moment of its own within the spread: it is told, and
    /// closed if it does not go. Until [#stay]. Never blocks.
    void leave(Duration spread) {
        draining = true;
        open.forEach(connection -> connection.leave(spread, turn(spread)));
    }

    /// Takes connections again; who was told to go and is still here may stay. Never blocks.
    void stay() {
        draining = false;
        open.forEach(Connection::stay);
    }

    private Duration turn(Duration spread) {
        return Duration.ofMillis(parts.random().nextLong(Math.max(1, spread.toMillis())));
    }

    /// Takes no more connections, tells each its turn to go, and closes those that are left at the deadline. Blocks until all are gone.
    void drain(Duration deadline) {
        draining = true;
        long until = parts.nanoTime().getAsLong() + deadline.toNanos();
        // Everybody is told to be gone a little before the deadline, each at another time.
        Duration spread = Duration.ofMillis(deadline.toMillis() * 8 / 10);
        open.forEach(connection -> connection.announce(drainNotice(deadline, turn(spread))));
        awaitEmpty(until);
        open.forEach(connection -> connection.close(CloseCode.GOING_AWAY));
        awaitEmpty(parts.nanoTime().getAsLong() + GOODBYE_PATIENCE.toNanos());
        open.forEach(Connection::interrupt);
    }

    /// Tells a client to connect elsewhere.
    ///
    /// @param turn when it is this client's turn
    static byte[] drainNotice(Duration deadline, Duration turn) {
        return TextFrame.of(new ServerFrame.Notice(
                ServerFrame.Notice.DRAIN, Optional.empty(), Optional.of(deadline), Optional.of(turn)));
    }

    private void awaitEmpty(long untilNanos) {
        lock.lock();
        try {
            long wait = untilNanos - parts.nanoTime().getAsLong();
            while (!open.isEmpty() && wait > 0) {
                // Woken now and then even if a goodbye was missed between the check and the wait.
                left.await(Math.min(wait, TimeUnit.MILLISECONDS.toNanos(100)), TimeUnit.NANOSECONDS);
                wait = untilNanos - parts.nanoTime().getAsLong();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
