/// Looks for what is wrong between this terminal and its server, and says how to put it right.
@NullMarked
package dev.gapless.cli.doctor;

import org.jspecify.annotations.NullMarked;
