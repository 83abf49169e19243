@NullMarked
package dev.gapless.scenarios.mutate;

import org.jspecify.annotations.NullMarked;
