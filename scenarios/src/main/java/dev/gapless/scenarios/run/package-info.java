/// Runs a scenario: [dev.gapless.scenarios.run.Runner] makes the world that the [dev.gapless.scenarios.run.Schedule] draws from the seed, lets
/// simulated devices live in it, injects the faults, waits until all has settled, and reads the logs.
@NullMarked
package dev.gapless.scenarios.run;

import org.jspecify.annotations.NullMarked;
