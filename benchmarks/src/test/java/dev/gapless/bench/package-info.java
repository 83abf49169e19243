@NullMarked
package dev.gapless.bench;

import org.jspecify.annotations.NullMarked;
