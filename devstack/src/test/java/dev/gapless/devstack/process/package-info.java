@NullMarked
package dev.gapless.devstack.process;

import org.jspecify.annotations.NullMarked;
