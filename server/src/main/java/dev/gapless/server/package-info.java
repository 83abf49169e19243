/// The data plane as a process: [dev.gapless.server.ServerMain] reads settings, [dev.gapless.server.GatewayServer] wires the
/// features and runs them.
///
/// Each feature is a package with one to three public types; [dev.gapless.server.GatewayServer] is the only place that knows
/// all of them.
@NullMarked
package dev.gapless.server;

import org.jspecify.annotations.NullMarked;
