/// What operators see of the control plane's own work, at `/metrics`.
@NullMarked
package dev.gapless.control.metrics;

import org.jspecify.annotations.NullMarked;
