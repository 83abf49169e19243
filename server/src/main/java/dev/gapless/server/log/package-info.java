/// Reading the log: what the live path asks when it lacks a position.
@NullMarked
package dev.gapless.server.log;

import org.jspecify.annotations.NullMarked;
