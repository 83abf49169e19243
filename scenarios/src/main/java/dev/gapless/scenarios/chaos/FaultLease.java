package dev.gapless.scenarios.chaos;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A fault in force, as other processes see it.
///
/// @param id for people, such as `shard-pause-4711`
/// @param fault its kind
/// @param target what it hits, for people
/// @param pids processes that are stopped; none for faults of the network
/// @param holder the process that ends the fault: a shell with a timer, or the command that has the proxies
/// @param until when it ends by itself
/// @param context of whom it was allowed
/// @param doors for faults of the network: where clients have to connect to feel it
public record FaultLease(
        String id,
        String fault,
        String target,
        List<Long> pids,
        long holder,
        Instant until,
        String context,
        List<String> doors) {
    public FaultLease {
        pids = List.copyOf(pids);
        doors = List.copyOf(doors);
    }

    /// Whether somebody is there to end it.
    public boolean held() {
        return ProcessHandle.of(holder).filter(ProcessHandle::isAlive).isPresent();
    }

    /// Whether a process is still stopped.
    public boolean stopped() {
        return pids.stream().anyMatch(pid -> Stopped.is(pid));
    }

    /// For messages.
    public Optional<String> firstDoor() {
        return doors.stream().findFirst();
    }
}
