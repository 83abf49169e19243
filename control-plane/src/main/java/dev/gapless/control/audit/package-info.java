/// Reading the record of acts.
@NullMarked
package dev.gapless.control.audit;

import org.jspecify.annotations.NullMarked;
