/// How things are shown: results on standard output as table, JSON or JSON lines ([dev.gapless.cli.output.Table]), notices on
/// standard error, foreign text only through [dev.gapless.cli.output.SafeText], widths in terminal columns
/// ([dev.gapless.cli.output.Width]). Every command comes through here; nothing here knows a command.
@NullMarked
package dev.gapless.cli.output;

import org.jspecify.annotations.NullMarked;
