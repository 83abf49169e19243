package dev.gapless.scenarios.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/// The clock of one simulated device, by which its client's timers go. It never goes backwards: what a client reads is a clock that only moves
/// forward. Any thread may call.
final class DeviceClock implements LongSupplier {
    private volatile Course course = new Course(System.nanoTime(), System.nanoTime(), 1);

    /// From a moment on.
    ///
    /// @param real when, by the machine's clock
    /// @param shown what this clock showed then
    /// @param speed how fast it goes since
    private record Course(long real, long shown, double speed) {
        long at(long now) {
            return shown + (speed == 1 ? now - real : (long) ((now - real) * speed));
        }
    }

    @Override
    public long getAsLong() { return course.at(System.nanoTime()); }

    /// From now on it goes otherwise.
    ///
    /// @param ahead how far it jumps
    synchronized void change(Duration ahead, double speed) {
        long now = System.nanoTime();
        course = new Course(now, course.at(now) + ahead.toNanos(), speed);
    }
}
