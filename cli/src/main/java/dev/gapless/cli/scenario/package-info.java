/// `gapless scenario` and `gapless chaos`: load, faults and invariants from one file, with a verdict.
@NullMarked
package dev.gapless.cli.scenario;

import org.jspecify.annotations.NullMarked;
