/// The operator's token: what opens the admin API.
@NullMarked
package dev.gapless.control.operator;

import org.jspecify.annotations.NullMarked;
