@NullMarked
package dev.gapless.scenarios.chaos;

import org.jspecify.annotations.NullMarked;
