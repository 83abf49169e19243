/// What the control plane decided about workspaces, as a gateway knows it: kept in memory, told by Kafka, looked up again within a
/// minute, and good for as long as the control plane is away.
@NullMarked
package dev.gapless.server.policy;

import org.jspecify.annotations.NullMarked;
