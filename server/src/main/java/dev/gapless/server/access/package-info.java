/// Which channels a caller may read: the one place that turns "not yours" and "not there" into the same answer.
@NullMarked
package dev.gapless.server.access;

import org.jspecify.annotations.NullMarked;
