/// The whole product on one machine: [dev.gapless.devstack.DevStack] starts MariaDB and Kafka from Maven artifacts, applies the schema, makes
/// the topics, starts the roles and seeds a first workspace.
///
/// `gapless up`, `gapless demo` and the integration tests all start here. Everything listens on loopback and keeps its files
/// under one data directory:
///
/// ```
/// DIR/stack.lock      held by the running stack
/// DIR/stack.json      where it listens (StackState)
/// DIR/layout.json     what is fixed for this directory: shards, database processes, ports
/// DIR/mariadb/NAME/   one database server: data/ tmp/ mariadb.log init.sql
/// DIR/kafka/          log segments of the broker
/// DIR/fanout/         state of the Streams application
/// DIR/roles/          settings and logs of roles that run as child processes
/// DIR/tokens/         access tokens of the seeded people, 0600
/// ```
@NullMarked
package dev.gapless.devstack;

import org.jspecify.annotations.NullMarked;
