/// `/health/live` and `/health/ready`, for load balancers and start scripts.
@NullMarked
package dev.gapless.server.health;

import org.jspecify.annotations.NullMarked;
