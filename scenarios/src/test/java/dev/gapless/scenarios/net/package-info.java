@NullMarked
package dev.gapless.scenarios.net;

import org.jspecify.annotations.NullMarked;
