@NullMarked
package dev.gapless.scenarios.run;

import org.jspecify.annotations.NullMarked;
