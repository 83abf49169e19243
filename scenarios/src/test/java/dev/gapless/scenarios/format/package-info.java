@NullMarked
package dev.gapless.scenarios.format;

import org.jspecify.annotations.NullMarked;
