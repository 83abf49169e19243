@NullMarked
package dev.gapless.devstack;

import org.jspecify.annotations.NullMarked;
