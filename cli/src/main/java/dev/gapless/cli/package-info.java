/// The `gapless` command: [dev.gapless.cli.GaplessCli] builds the tree of commands and maps every end to an
/// [dev.gapless.cli.ExitCode]. Each feature has a package with its commands; [dev.gapless.cli.Session] is what they all work
/// with, [dev.gapless.cli.Surroundings] what they take from the machine.
@NullMarked
package dev.gapless.cli;

import org.jspecify.annotations.NullMarked;
