/// Metrics of the process in OpenMetrics text, at `/metrics`.
///
/// Features register meters, named `feature.thing`, with the [io.micrometer.core.instrument.MeterRegistry] they are given.
/// No label names a workspace, channel or user.
@NullMarked
package dev.gapless.server.metrics;

import org.jspecify.annotations.NullMarked;
