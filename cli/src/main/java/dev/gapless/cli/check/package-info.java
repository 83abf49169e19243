/// `gapless check`: one question each for monitors, answered in one line and the exit code that they know.
@NullMarked
package dev.gapless.cli.check;

import org.jspecify.annotations.NullMarked;
