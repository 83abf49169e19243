@NullMarked
package dev.gapless.scenarios.checker;

import org.jspecify.annotations.NullMarked;
