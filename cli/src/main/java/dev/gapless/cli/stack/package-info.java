/// The server of this machine, from the command line: start, stop, look, and single roles. [dev.gapless.devstack.DevStack] does the
/// work; classes of MariaDB, Kafka and Helidon are loaded only by the commands that run them.
@NullMarked
package dev.gapless.cli.stack;

import org.jspecify.annotations.NullMarked;
