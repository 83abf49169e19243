/// How long events are kept, what holds them, and the job that removes the others.
@NullMarked
package dev.gapless.control.retention;

import org.jspecify.annotations.NullMarked;
