/// The benches, which belong to another module and have their own options.
@NullMarked
package dev.gapless.cli.bench;

import org.jspecify.annotations.NullMarked;
